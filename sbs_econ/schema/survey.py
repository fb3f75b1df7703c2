"""What a codebook and an analysis plan may say: the two YAML files beside the tables of a questionnaire."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sbs_econ.schema.base import Flag, Identifier, Number, Share, Strict, Text, Whole

Blank = Literal["missing", "zero"]
Months = Annotated[Whole, Field(ge=0, le=600)]
REPLICATES = (20, 20_000)
"""The fewest and the most that are made."""
Recall = Annotated[Whole, Field(ge=1, le=60)]


class ServiceItem(Strict):
    """A service that the questionnaire asks about; its key is the parameter's."""

    label: Text | None = None
    """What people call it; the parameter's label if left out."""
    plausible_max: Annotated[Number, Field(gt=0)] | None = None
    """Counts above this are told as a warning, and kept."""
    recall_months: Recall | None = None
    """Months that the question looks back over, where they are not the codebook's."""
    blank_means: Blank | None = None
    """What an empty cell of a completed questionnaire means, where it is not the codebook's."""


class OutcomeItem(Strict):
    """A scale; its key is the parameter's."""

    label: Text | None = None
    minimum: Number | None = None
    """Lowest score there can be."""
    maximum: Number | None = None
    """Highest score there can be."""
    higher_is: Literal["better", "worse"] = "better"
    """Which way is better; in the parameters up always is."""


class StatusItem(Strict):
    """A count, a share or hours that are no service and no scale."""

    label: Text | None = None
    plausible_max: Annotated[Number, Field(gt=0)] | None = None
    """Values above this are told as a warning, and kept."""
    recall_months: Recall | None = None
    """Months that the question looks back over, where they are not the codebook's."""


class Codebook(Strict):
    """What the tables hold."""

    label: Text
    """The data set, as a source is named."""
    provenance: Text
    """Who collected it, where, when and with what consent."""
    synthetic: Flag = False
    """Whether nobody ever filled it in."""
    waves: Annotated[dict[Identifier, Months], Field(min_length=2)]
    """Rounds of the questionnaire: months after start."""
    recall_months: Recall = 6
    """Months that questions look back over."""
    blank_means: Blank = "missing"
    """What an empty cell of a completed questionnaire means."""
    columns: dict[Identifier, Text] = {}
    """Further columns of people, each a short list of words: name to what it says."""
    services: dict[Identifier, ServiceItem] = {}
    """Keys of service_use.yaml."""
    employment: dict[Literal["in_work", "absence_days"], StatusItem] = {}
    """In paid work (0 or 1); days absent in the recall period, of people in work."""
    informal_care: dict[Literal["has_carer", "hours"], StatusItem] = {}
    """Has an unpaid carer (0 or 1); hours of care a week, of people with one."""
    outcomes: dict[Identifier, OutcomeItem] = {}
    """Keys of outcomes.yaml."""


class Comparison(Strict):
    """A comparison group, which makes the changes controlled."""

    column: Identifier
    """The column of people that says who is in it."""
    programme: Text
    """The word for people in the programme."""
    comparison: Text
    """The word for people in the comparison group."""


class CausalClaim(Strict):
    """The claim that people changed more because they gave as well as received."""

    assumed: Flag = False
    """Whether it is made; the difference then becomes the effect of one-way membership, graded as elicited."""
    reason: Text
    """Why; it stands in the note of that parameter."""


class Deltas(Strict):
    """How far imputed answers are moved, for people who differ from what the others lead one to expect."""

    factors: list[Annotated[Number, Field(ge=0, le=10)]] = [0.8, 1.2]
    """Factors on imputed counts and hours."""
    shifts_sd: list[Annotated[Number, Field(ge=-3, le=3)]] = [-0.25, 0.25]
    """Shifts of imputed scores, in standard deviations at baseline."""


class AnalysisPlan(Strict):
    """What will be estimated, written before the data are read."""

    label: Text
    """The analysis in a few words."""
    baseline: Identifier
    """The wave before, or at the start."""
    follow_up: Identifier
    """The wave that changes are measured at."""
    cluster: Literal["group_id", "area_id"] = "group_id"
    """What people are sampled in; whole clusters are resampled."""
    replicates: Annotated[Whole, Field(ge=REPLICATES[0], le=REPLICATES[1])] = 500
    """Bootstrap replicates."""
    imputations: Annotated[Whole, Field(ge=2, le=20)] = 2
    """Imputations inside each replicate."""
    donors: Annotated[Whole, Field(ge=1, le=50)] = 5
    """Nearest donors that an imputed answer is drawn from."""
    sweeps: Annotated[Whole, Field(ge=1, le=50)] = 4
    """Sweeps of chained imputation."""
    predictors: list[Identifier] = []
    """Columns of people that imputation uses besides the questionnaires; all known ones if left out."""
    subgroups: list[Identifier] = []
    """Columns of people for whose values changes are shown apart."""
    comparison: Comparison | None = None
    """The comparison group, if there is one."""
    rate_ratio: list[Identifier] = []
    """Services whose change is written as a ratio of means, not as a difference."""
    deltas: Deltas = Deltas()
    """Moved imputations."""
    causal_claim: CausalClaim | None = None
    """Whether the difference between two-way and one-way members enters the parameters."""
    level: Share = 0.95
    """Level of the intervals."""
    accept_missing: Share = 0.6
    """Most of the follow-up that may be missing for an item."""

    @property
    def two_waves(self) -> dict[str, str]:
        """Return the waves that are taken: the one before and the one after."""
        return {"baseline": self.baseline, "follow_up": self.follow_up}
