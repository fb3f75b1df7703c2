"""What the codes E601 to E641 mean: values of information, and draws made elsewhere."""

from __future__ import annotations

CASES: dict[str, tuple[str, str, str, str]] = {
    "E601": (
        "Not a table of draws",
        "Draws made elsewhere are CSV files in UTF-8: the first line names the columns, each further line is one draw, "
        "and cells are parted by commas.",
        "theta1;theta2\n1,5;2,0",
        "theta1,theta2\n1.5,2.0",
    ),
    "E602": (
        "Line of another length",
        "Every line has a cell for every column. A line that is longer or shorter has usually been cut off, or holds a "
        "thousands separator that was taken for the end of a cell.",
        "a,b\n1,2\n3",
        "a,b\n1,2\n3,4",
    ),
    "E603": (
        "Cell that is not a number",
        "Every cell is a plain finite number. A draw in which the model failed must be left out of all files, and "
        "better be mended: leaving out draws that fail biases every answer.",
        "cost_new\nNaN",
        "cost_new\n1540.25",
    ),
    "E604": (
        "Column without a name of its own",
        "The first line names every column once. Two columns of one name cannot be told apart.",
        "a,a\n1,2",
        "a,b\n1,2",
    ),
    "E605": (
        "Files of different length",
        "A row is the same draw in every file: the inputs that a model was given stand in the same row as the outputs "
        "that it made of them.",
        "inputs.csv has 10,000 draws, outputs.csv has 9,999",
        "both have 10,000 draws",
    ),
    "E606": (
        "Too few draws",
        "Expected net benefits given an input are estimated by regression, which needs draws: 100 at the very least, "
        "and 10,000 for answers that one would act on.",
        "50 draws",
        "10000 draws",
    ),
    "E607": (
        "Column that belongs to no option",
        "Outputs are net benefits (nb_<option>), or costs and effects (cost_<option>, effect_<option>) with --wtp.",
        "new_cost,new_qaly",
        "cost_new,effect_new",
    ),
    "E608": (
        "Cost without effect, or effect without cost",
        "Each option has both.",
        "cost_old,effect_old,cost_new",
        "cost_old,effect_old,cost_new,effect_new",
    ),
    "E609": (
        "Nothing to decide",
        "Information is worth something because it may change which of several options is taken. Give every option a "
        "column, the present one too (zeros where all others are increments over it).",
        "nb_new",
        "nb_old,nb_new",
    ),
    "E610": (
        "No such input or group",
        "A group is a list of inputs by commas. A name may hold * for one segment. Ready-made groups of a scenario are "
        "attribution, block:<block>, source:<key> and evidence:<grade>.",
        "--group service_use.ae.change",
        "--group 'service_use.*.change'",
    ),
    "E611": (
        "Input without uncertainty",
        "There is nothing to learn about a quantity that is fixed in this scenario or on the command line.",
        "--set attribution.causal_share=0.2 --group attribution.causal_share",
        "--group attribution.deadweight",
    ),
    "E612": (
        "Willingness to pay missing or in vain",
        "Costs and effects are weighed by --wtp, which may be given several times. Net benefits are weighed already.",
        "voi --inputs x.csv --outputs costs_and_effects.csv",
        "voi --inputs x.csv --outputs costs_and_effects.csv --wtp 20000 --wtp 30000",
    ),
    "E620": (
        "Two options of one name",
        "Options are usual_support and each scenario, by name.",
        "voi base_case base_case",
        "voi base_case online",
    ),
    "E621": (
        "Nobody to decide about",
        "Net benefits are told per person who starts. A scenario in which nobody starts has none.",
        "--set settings.participants=0",
        "--set settings.participants=360",
    ),
    "E622": (
        "Outcome that cannot be priced",
        "--price-outcome takes an outcome of the scenario and GBP for one point of it over one year.",
        "--price-outcome wellbeing",
        "--price-outcome wellbeing_swemwbs=3400",
    ),
    "E623": (
        "The same gain priced twice",
        "A money value of wellbeing and one of a QALY measure the same gain; only one of them can be in a net benefit.",
        "--price-outcome wellbeing_swemwbs=3400 --price-outcome qaly=20000",
        "--price-outcome wellbeing_swemwbs=3400",
    ),
    "E630": (
        "Nothing that a survey can ask about",
        "A survey asks about changes in service use, work, unpaid care and outcomes, by the name of the item.",
        "--survey items=unit_costs.ambulance",
        "--survey items=service_use.ambulance,outcomes.wellbeing_swemwbs",
    ),
    "E631": (
        "Not a person's SD",
        "--person-sd takes the name of a change or baseline that the survey asks about, and the standard deviation of "
        "one person's answer in the unit of that quantity.",
        "--person-sd wellbeing=4",
        "--person-sd outcomes.wellbeing_swemwbs.change=4.5",
    ),
    "E632": (
        "Not a list of sizes",
        "--sizes takes whole numbers of people above 0, by commas.",
        "--sizes 50..200",
        "--sizes 50,100,200",
    ),
    "E640": (
        "Scenarios and outside draws at once",
        "Information is valued for scenarios of this model, or for draws of another one given by --inputs and "
        "--outputs. Options of the one mean nothing to the other.",
        "voi base_case --inputs x.csv",
        "voi --inputs x.csv --outputs y.csv",
    ),
    "E641": (
        "No population",
        "A population is a number of people above 0, for a number of years.",
        "--population 0",
        "--population 360 --years 5",
    ),
}  # fmt: skip
"""Code -> title, explanation, a wrong example, a right example."""
