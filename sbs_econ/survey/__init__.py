"""Questionnaires to parameters: tables read, imputed, estimated, and written as a parameter file."""
