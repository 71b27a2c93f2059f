// Unpacks what pack.py packed: number(name) gives { shape, values }.
async function unpack(text, index) {
  const letters = atob(text.trim()), packed = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) packed[i] = letters.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const made = new Map();

  function joined(at, count, size) {  // first bytes of all numbers, then second ones, and so on
    const out = new Uint8Array(count * size);
    for (let b = 0; b < size; b++) for (let i = 0; i < count; i++) out[i * size + b] = bytes[at + b * count + i];
    return out.buffer;
  }
  function series(name, entry, count) {
    const steps = new Uint16Array(joined(entry.at, count, 2)), rows = entry.shape.at(-1);
    const low = number(name + "/low").values, span = number(name + "/span").values;
    const values = new Float32Array(count);
    for (let r = 0, i = 0; i < count; r++) {
      for (let k = 0, code = 0; k < rows; k++, i++) {
        code = (code + steps[i]) & 0xffff;
        values[i] = code === 65535 ? NaN : low[r] + span[r] * code / 65534;
      }
    }
    return values;
  }
  function number(name) {
    if (!made.has(name)) {
      const entry = index[name], count = entry.shape.reduce((a, b) => a * b, 1);
      const values = entry.kind === "series" ? series(name, entry, count) : new Float32Array(joined(entry.at, count, 4));
      made.set(name, { shape: entry.shape, values });
    }
    return made.get(name);
  }
  return number;
}

// The part of an array behind its first indices.
function part(array, ...indices) {
  let from = 0, size = array.values.length;
  indices.forEach((i, k) => { size /= array.shape[k]; from += i * size; });
  return array.values.subarray(from, from + size);
}
