// The networks, drawn by ONNX Runtime Web in a thread of their own, so that the page never waits for them.

import * as ort from "./onnxruntime.mjs";

const networks = new Map(); // address to a promise of its session
const answers = { load, sentenceVector, picture };

onmessage = async ({ data: { id, task, args } }) => {
  try {
    postMessage({ id, result: await answers[task](...args) });
  } catch (error) {
    postMessage({ id, error: String(error?.message ?? error) });
  }
};

const runtime = start();

/** Unpack the runtime's WebAssembly, which the page brings gzipped: a fourth of the size. */
async function start() {
  const packed = await download("onnxruntime.packed");
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  ort.env.wasm.wasmBinary = await new Response(unpacked).arrayBuffer();
  ort.env.wasm.numThreads = 1; // more would need headers that plain servers don't send
}

async function download(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.arrayBuffer();
}

/** Download and prepare the networks of a model. */
async function load(addresses) {
  await Promise.all(addresses.map(network));
}

function network(address) {
  if (!networks.has(address)) {
    const ready = Promise.all([download(address), runtime]).then(([bytes]) => ort.InferenceSession.create(new Uint8Array(bytes)));
    networks.set(address, ready);
    ready.catch(() => networks.delete(address)); // the next request tries again
  }
  return networks.get(address);
}

async function run(address, inputs) {
  const session = await network(address);
  const outputs = await session.run(inputs);
  return outputs[session.outputNames[0]];
}

/** Turn token ids, an Int32Array, into a sentence vector, a Float32Array. */
async function sentenceVector(encoder, tokens) {
  return (await run(encoder, { tokens: new ort.Tensor("int32", tokens, [1, tokens.length]) })).data;
}

/** Draw a picture: {width, height, pixels}, RGBA. Without a sentence vector from noise alone, in grey. */
async function picture(generator, noise, vector) {
  const inputs = { noise: new ort.Tensor("float32", noise, [1, noise.length]) };
  if (vector) inputs.sentence_vector = new ort.Tensor("float32", vector, [1, vector.length]);
  const { dims: [, height, width, channels], data } = await run(generator, inputs);
  const pixels = new Uint8ClampedArray(height * width * 4).fill(255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = data[pixel * channels + (channel % channels)];
      pixels[pixel * 4 + channel] = (value + 1) * 127.5; // a clamped array rounds and stays within 0…255
    }
  }
  return { width, height, pixels };
}
