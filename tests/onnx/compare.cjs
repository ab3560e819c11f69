// node compare.cjs FOLDER: asks each FOLDER/*.onnx in ONNX Runtime for the rows of the .json beside it, and prints how
// far its answers are from those wanted. Fails beyond 1e-5 (of numbers above 1: relative), and when a label is not that of
// the largest probability wanted although the next one is further away than that.
const fs = require("fs");
const path = require("path");
const ort = require("onnxruntime-node");

const tolerance = 1e-5;
const arrays = { float32: Float32Array, float64: Float64Array };

function number(value) {
  if (value === null) return NaN;
  return value === "inf" ? Infinity : value === "-inf" ? -Infinity : value;
}

function tensor({ type, dims, data }) {
  if (type === "string") return new ort.Tensor(type, data, dims);
  if (type === "int64") return new ort.Tensor(type, BigInt64Array.from(data.map(BigInt)), dims);
  return new ort.Tensor(type, arrays[type].from(data.map(number)), dims);
}

// Labels that differ where the margin between the two largest probabilities exceeds the tolerance.
function wrongLabels(labels, wanted, classes) {
  let wrong = 0;
  for (let n = 0; n < labels.length; ++n) {
    const row = wanted.slice(n * classes.length, (n + 1) * classes.length);
    const order = [...row.keys()].sort((a, b) => row[b] - row[a]);
    if (row[order[0]] - row[order[1]] > tolerance && labels[n] !== classes[order[0]]) ++wrong;
  }
  return wrong;
}

async function compare(file) {
  const asked = JSON.parse(fs.readFileSync(file, "utf8"));
  const session = await ort.InferenceSession.create(file.replace(/json$/, "onnx"), { logSeverityLevel: 3 });
  const feeds = Object.fromEntries(Object.entries(asked.inputs).map(([name, one]) => [name, tensor(one)]));
  const results = await session.run(feeds);
  const hasClasses = asked.classes.length > 0;
  const got = results[hasClasses ? "probabilities" : "value"].data;
  const wanted = asked.wanted.map(number);
  if (got.length !== wanted.length) throw new Error(`${got.length} numbers for ${wanted.length}`);
  let worst = 0;
  wanted.forEach((value, i) => {
    const apart = Math.abs(got[i] - value) / Math.max(1, Math.abs(value));
    worst = Math.max(worst, Number.isNaN(apart) ? Infinity : apart);
  });
  const wrong = hasClasses ? wrongLabels(results.label.data, wanted, asked.classes) : 0;
  return { name: asked.name, rows: wanted.length / Math.max(1, asked.classes.length), worst, wrong };
}

async function main() {
  const folder = process.argv[2];
  const files = fs.readdirSync(folder).filter((file) => file.endsWith(".json"));
  files.sort((a, b) => parseInt(a) - parseInt(b));
  let failed = 0, largest = 0;
  for (const file of files) {
    try {
      const { name, rows, worst, wrong } = await compare(path.join(folder, file));
      const bad = !(worst <= tolerance) || wrong > 0;
      failed += bad;
      largest = Math.max(largest, worst);
      console.log(`${bad ? "BAD " : "    "}${worst.toExponential(1).padStart(8)}  ${wrong} labels  ${rows} rows  ${name}`);
    } catch (error) {
      ++failed;
      console.log(`BAD  ${file}: ${JSON.parse(fs.readFileSync(path.join(folder, file))).name}: ${error.message}`);
    }
  }
  console.log(`${files.length} models, largest difference ${largest.toExponential(1)}, ${failed} beyond ${tolerance}`);
  process.exit(failed > 0 || files.length === 0 ? 1 : 0);
}

main();
