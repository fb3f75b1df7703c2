// The what-if panel: works the model's own steps again, draw by draw, for the values that the reader types.
"use strict";
(function () {
  // ---- numbers ------------------------------------------------------------------------------------------------
  // Normal distribution function after Cephes (S. L. Moshier), as SciPy has it.
  const P = [2.46196981473530512524e-10, 5.64189564831068821977e-1, 7.46321056442269912687, 48.6371970985681366614,
    196.520832956077098242, 526.445194995477358631, 934.52852717195760754, 1027.55188689515710272,
    557.535335369399327526];
  const Q = [1, 13.2281951154744992508, 86.7072140885989742329, 354.937778887819891062, 975.708501743205489753,
    1823.90916687909736289, 2246.33760818710981792, 1656.66309194161350182, 557.535340817727675546];
  const R = [0.564189583547755073984, 1.27536670759978104416, 5.01905042251180477414, 6.16021097993053585195,
    7.4097426995044893916, 2.9788666537210024067];
  const S = [1, 2.2605286322011727659, 9.39603524938001434673, 12.0489539808096656605, 17.0814450747565897222,
    9.60896809063285878198, 3.3690764510008151605];
  const T = [9.60497373987051638749, 90.0260197203842689217, 2232.00534594684319226, 7003.32514112805075473,
    55592.3013010394962768];
  const U = [1, 33.5617141647503099647, 521.357949780152679795, 4594.32382970980127987, 22629.0000613890934246,
    49267.3942608635921086];
  const polynomial = (x, c) => c.reduce((sum, each) => sum * x + each);
  const erf = (x) => (Math.abs(x) > 1 ? 1 - erfc(x) : (x * polynomial(x * x, T)) / polynomial(x * x, U));
  function erfc(a) {
    const x = Math.abs(a);
    if (x < 1) return 1 - erf(a);
    const z = Math.exp(-a * a);
    const y = x < 8 ? (z * polynomial(x, P)) / polynomial(x, Q) : (z * polynomial(x, R)) / polynomial(x, S);
    return a < 0 ? 2 - y : y;
  }
  function ndtr(a) {
    const x = a * Math.SQRT1_2, z = Math.abs(x);
    if (z < Math.SQRT1_2) return 0.5 + 0.5 * erf(x);
    const y = 0.5 * erfc(z);
    return x > 0 ? 1 - y : y;
  }

  const OPERATIONS = {
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b,
    min: Math.min, max: Math.max, pow: Math.pow, neg: (a) => -a, ceil: Math.ceil, sqrt: Math.sqrt, cbrt: Math.cbrt,
    ndtr: ndtr,
  };
  const isNumber = (x) => typeof x === "number";

  function decoded(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer), numbers = new Float64Array(bytes.length / 8);
    for (let i = 0; i < numbers.length; i++) numbers[i] = view.getFloat64(8 * i, true);
    return numbers;
  }

  // The result of one operation on numbers or arrays of draws.
  function applied(work, operands, size) {
    const [a, b] = operands;
    if (operands.every(isNumber)) return work(a, b);
    const out = new Float64Array(size);
    if (operands.length === 1) for (let i = 0; i < size; i++) out[i] = work(a[i]);
    else if (isNumber(a)) for (let i = 0; i < size; i++) out[i] = work(a, b[i]);
    else if (isNumber(b)) for (let i = 0; i < size; i++) out[i] = work(a[i], b);
    else for (let i = 0; i < size; i++) out[i] = work(a[i], b[i]);
    return out;
  }

  // Every output of one way through the model; values give each input a number or draws.
  function worked(model, way, values) {
    const results = [], wanted = model.needed[way], size = model.draws + 1;
    model.steps.forEach((step, place) => {
      if (!wanted.has(place)) return;
      const [kind, what] = step;
      if (kind === "input") results[place] = values[what];
      else if (kind === "number") results[place] = what;
      else if (kind === "draws") results[place] = model.arrays[what];
      else results[place] = applied(OPERATIONS[kind], step.slice(1).map((each) => results[each]), size);
    });
    return (name) => results[model.outputs[way][name]];
  }

  function neededSteps(steps, outputs) {
    const needed = new Set(Object.values(outputs));
    for (let place = steps.length - 1; place >= 0; place--)
      if (needed.has(place) && !["input", "number", "draws"].includes(steps[place][0]))
        steps[place].slice(1).forEach((each) => needed.add(each));
    return needed;
  }

  // Mean, 95% interval between order statistics, and the base case, which stands behind the last draw.
  function estimate(values, draws) {
    if (isNumber(values))
      return { base: values, mean: values, lower: values, upper: values, error: 0, below: +(values < 0) };
    const base = values[draws], sorted = values.slice(0, draws);
    let sum = 0, squares = 0, below = 0;
    for (const x of sorted) {
      const d = x - base;
      sum += d;
      squares += d * d;
      if (x < 0) below++;
    }
    sorted.sort();
    const shift = sum / draws, mean = base + shift;
    const variance = Math.max(squares - draws * shift * shift, 0) / (draws - 1);
    if (sorted[0] === sorted[draws - 1]) return { base, mean, lower: mean, upper: mean, error: 0, below: +(mean < 0) };
    const quantile = (p) => {
      const place = p * (draws - 1), low = Math.floor(place), high = Math.min(low + 1, draws - 1);
      return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
    };
    // The error of a quantile: a binomial error times the slope of the quantiles around it.
    const limitError = (p) => {
      const spread = Math.sqrt((p * (1 - p)) / draws);
      const reach = Math.min(Math.max(2 * spread, 4 / draws), p / 2, (1 - p) / 2);
      return (spread * (quantile(p + reach) - quantile(p - reach))) / (2 * reach);
    };
    return { base, mean, lower: quantile(0.025), upper: quantile(0.975), error: Math.sqrt(variance / draws),
      below: below / draws, lowerError: limitError(0.025), upperError: limitError(0.975) };
  }

  // ---- words --------------------------------------------------------------------------------------------------
  function decimals(error, value) {
    if (error > 0 && isFinite(error)) return -Math.floor(Math.log10(error));
    return value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  }
  function figure(value, error, most) {
    const digits = Math.min(most, decimals(error, value)), unit = Math.pow(10, -digits);
    const rounded = digits > 0 ? value : Math.round(value / unit) * unit, shown = Math.max(0, digits);
    return (rounded + 0).toLocaleString("en-GB", { minimumFractionDigits: shown, maximumFractionDigits: shown });
  }
  const isZero = (text) => !/[1-9]/.test(text);
  function costWords(value, error) {
    const text = figure(Math.abs(value), error, Math.abs(value) >= 10 ? 0 : 2);
    return isZero(text) ? "£0" : `£${text} ${value < 0 ? "less" : "more"}`;
  }
  function changeWords(value, error, unit) {
    const share = unit === "share", scale = share ? 100 : 1;
    const text = figure(Math.abs(value) * scale, error * scale, 3);
    if (isZero(text)) return "no change";
    if (share) return `${text} ${value < 0 ? "fewer" : "more"} in 100`;
    const points = unit === "point" || unit === "SD";
    return `${text} ${value < 0 ? (points ? "lower" : "fewer") : points ? "higher" : "more"}`;
  }
  function interval(found, words) {
    if (!found.error) return words(found.mean, 0);
    const [low, high] = [words(found.lower, found.lowerError), words(found.upper, found.upperError)];
    const [first, ...rest] = low.split(" ");
    const same = rest.length && high.endsWith(` ${rest.join(" ")}`) && high.split(" ").length === rest.length + 1;
    return `${words(found.mean, found.error)} (${same ? first : low} to ${high})`;
  }
  const scaled = (found, by) => Object.fromEntries(
    ["base", "mean", "lower", "upper", "error", "lowerError", "upperError"].map((key) => [key, found[key] / by]));
  const inTen = (share) => (share === 0 ? "none" : share === 1 ? "all" : share < 0.05 ? "fewer than 1 in 20" :
    share > 0.95 ? "more than 19 in 20" : `about ${Math.round(share * 10) || 1} in 10`);

  // ---- the panel ----------------------------------------------------------------------------------------------
  function start(root) {
    const model = JSON.parse(root.querySelector("script[type='application/json']").textContent);
    const find = (selector) => root.querySelector(selector);
    model.arrays = model.arrays.map(decoded);
    model.needed = {};
    for (const way of Object.keys(model.outputs)) model.needed[way] = neededSteps(model.steps, model.outputs[way]);
    const fields = model.inputs.map((input) => ({ ...input, draws: input.draws ? decoded(input.draws) : input.value,
      element: find(`input[name="${input.name}"]`) }));
    const groupOf = (field) => fields.filter((each) => each.group === field.group);
    const isShare = (field) => model.shares.includes(field.group);
    const text = (field) => field.element.value.trim();
    const isTyped = (field) => text(field) !== field.shown || field.element.validity.badInput;
    // The number as YAML and the command line take it: digits and a point, never an exponent.
    function written(field) {
      const short = String(Number(text(field)));
      return short.includes("e") ? Number(text(field)).toFixed(20).replace(/\.?0+$/, "") : short;
    }
    // Shares of one mix are changed together.
    const isChanged = (field) => (isShare(field) ? groupOf(field).some(isTyped) : isTyped(field));
    const changes = () => fields.filter(isChanged);

    function problem(field) {
      const value = Number(text(field));
      if (text(field) === "" && field.shown === "") return field.element.validity.badInput ? "Type a number." : "";
      if (text(field) === "" || !isFinite(value)) return "Type a number.";
      if (field.whole && !Number.isInteger(value)) return "Type a whole number.";
      if (value < field.least || (field.above && value === field.least))
        return `It must be ${field.above ? "above" : "at least"} ${field.least}.`;
      if (field.most !== null && (value > field.most || (field.short && value === field.most)))
        return `It must be ${field.short ? "below" : "at most"} ${field.most}.`;
      return "";
    }
    function mixProblem(group) {
      const members = fields.filter((field) => field.group === group);
      const sum = members.reduce((total, field) => total + Number(text(field)), 0);
      return members.some(isTyped) && Math.abs(sum - 1) > 1e-9 ? `They add up to ${Number(sum.toPrecision(12))} ` +
        `and must add up to 1: ${sum > 1 ? "lower" : "raise"} another by ${Number(Math.abs(sum - 1).toPrecision(6))}.` : "";
    }

    function markFields() {
      let first = "";
      for (const field of fields) {
        const wrong = problem(field), changed = isTyped(field);
        const mark = field.element.parentElement.querySelector(".what-if-mark");
        const was = field.shown === "" ? "Changed: it was left out." : `Changed: it was ${field.shown}.`;
        mark.textContent = wrong || (changed ? was : "");
        field.element.parentElement.classList.toggle("is-changed", changed);
        field.element.parentElement.classList.toggle("is-wrong", wrong !== "");
        field.element.setAttribute("aria-invalid", String(wrong !== ""));
        if (wrong && !first) first = `${field.label}: ${wrong}`;
      }
      for (const group of model.shares) {
        const place = find(`[data-mix="${group}"]`);
        if (!place) continue;
        place.textContent = mixProblem(group);
        if (place.textContent && !first) first = `${place.dataset.label}: ${place.textContent}`;
      }
      return first;
    }

    function results() {
      const values = {}, changed = changes();
      for (const field of fields) values[field.name] = changed.includes(field) ? Number(text(field)) : field.draws;
      const causal = fields.find((field) => field.name === model.causal);
      const way = causal && text(causal) !== "" && model.outputs.with_causal_share ? "with_causal_share" : "as_it_is";
      const output = worked(model, way, values), found = {};
      for (const name of Object.keys(model.outputs[way])) found[name] = estimate(output(name), model.draws);
      const people = fields.find((field) => field.name === model.people);
      return { found, people: people ? values[model.people] : model.participants };
    }

    function show(cell, found, words) {
      cell.textContent = interval(found, words);
      for (const key of ["base", "mean", "lower", "upper", "below"])
        if (found[key] !== undefined) cell.dataset[key] = String(found[key]);
    }
    function showAll({ found, people }) {
      for (const cell of root.querySelectorAll("[data-output]")) {
        const { output, unit, view } = cell.dataset, one = found[output];
        const words = unit ? (v, e) => changeWords(v, e, unit) : costWords;
        if (view === "person") show(cell, scaled(one, people), costWords);
        else if (view === "chance") cell.textContent = inTen(one.below);
        else if (view === "base") cell.textContent = words(one.base, one.error);
        else show(cell, one, words);
      }
    }
    function showBefore({ found, people }) {
      for (const cell of root.querySelectorAll("[data-before]")) {
        const { before, unit, view } = cell.dataset, one = found[before];
        const { mean, error } = view === "person" ? scaled(one, people) : one;
        cell.textContent = unit ? changeWords(mean, error, unit) : costWords(mean, error);
      }
    }

    // ---- what was changed, as words, a command and a scenario -------------------------------------------------
    const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;
    function say({ found, people }) {
      const main = found[model.main.output], each = scaled(main, people), count = changes().length;
      const chance = model.main.chance ? ` It costs less than usual support in ${inTen(main.below)} of the ` +
        "simulations." : "";
      find(".what-if-summary").textContent = `${count ? plural(count, "value", "values") + " changed. " : "Base case. "}` +
        `${model.main.label}: ${interval(each, costWords)} per person who starts.${chance}`;
    }
    function given() {
      const all = { ...model.run.overrides };
      for (const field of changes()) all[field.name] = written(field);
      return all;
    }
    function command() {
      const run = model.run, word = (part) => (/^[\w./:=@%+-]+$/.test(part) ? part : `'${part.replaceAll("'", "'\\''")}'`);
      const parts = ["sbs-econ", "run", run.scenario, "--draws", String(run.draws), "--seed", String(run.seed)];
      if (run.sampler !== "mc") parts.push("--sampler", run.sampler);
      for (const [name, value] of Object.entries(given())) parts.push("--set", `${name}=${value}`);
      return parts.map(word).join(" ");
    }
    function scenario() {
      const settings = [], design = [], quantities = [], reason = JSON.stringify(model.run.reason);
      for (const [name, value] of Object.entries(given())) {
        if (name.startsWith("settings.design.")) design.push(`  ${name.slice(16)}: ${value}`);
        else if (name.startsWith("settings.")) settings.push(`  ${name.slice(9)}: ${value}`);
        else quantities.push(`  ${name}:`, `    value: ${value}`, `    reason: ${reason}`);
      }
      const lines = [`extends: ${model.run.scenario}`, `label: ${JSON.stringify(model.run.label)}`,
        `question: ${JSON.stringify(model.run.question)}`];
      for (const [head, body] of [["settings:", settings], ["design:", design], ["changes:", quantities]])
        if (body.length) lines.push(head, ...body);
      return lines.join("\n") + "\n";
    }

    // ---- events -----------------------------------------------------------------------------------------------
    function update() {
      delete root.dataset.waiting;
      const wrong = markFields();
      root.classList.toggle("is-stale", wrong !== "");
      find(".what-if-reset").disabled = changes().length === 0;
      find(".what-if-results").setAttribute("aria-busy", String(wrong !== ""));
      if (wrong) {
        find(".what-if-summary").textContent = `Not worked out anew. ${wrong}`;
        return;
      }
      const found = results();
      showAll(found);
      say(found);
      find(".what-if-command").textContent = command();
      find(".what-if-scenario").value = scenario();
    }
    let waiting = 0;
    root.addEventListener("input", (event) => {
      if (event.target.type !== "number") return;
      clearTimeout(waiting);
      root.dataset.waiting = "true";
      waiting = setTimeout(update, 150);
    });
    find(".what-if-reset").addEventListener("click", () => {
      for (const field of fields) field.element.value = field.shown;
      update();
      find(".what-if-summary").focus();
    });
    find(".what-if-copy").addEventListener("click", async () => {
      const area = find(".what-if-scenario"), said = find(".what-if-copied");
      let done = false;
      try {
        await navigator.clipboard.writeText(area.value);
        done = true;
      } catch {
        area.select();
        done = document.execCommand("copy");
      }
      said.textContent = done ? "Copied." : "Select the text and copy it.";
    });
    addEventListener("beforeprint", () => root.querySelectorAll("details").forEach((each) => (each.open = true)));
    for (const field of fields) field.element.value = field.shown; // a browser may remember what was typed
    update();
    showBefore(results());
    find(".what-if-off").hidden = true;
    find(".what-if-on").hidden = false;
    root.dataset.ready = "true";
  }
  document.querySelectorAll(".what-if").forEach(start);
})();
