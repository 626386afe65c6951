// One request, one verdict. CloudWatch Synthetics calls `handler`; a rejected promise is a failed run, and its message is
// what one reads first. Plain Node.js on purpose: no library of the runtime, so no runtime's renaming breaks it, and it runs
// on anybody's machine: REQUEST='{"url":"https://example.com/health","status":200}' node -e "require('./http').handler()"
//
// REQUEST is JSON: url, method, headers, status, contains (text), json ({"path.to.field": "value"}), timeout_ms.
"use strict";

const LARGEST_BODY_BYTES = 1024 * 1024;

function ask(request) {
  const client = request.url.startsWith("https:") ? require("https") : require("http");
  return new Promise((resolve, reject) => {
    const options = { method: request.method || "GET", headers: request.headers || {} };
    const call = client.request(request.url, options, (answer) => {
      const parts = [];
      let size = 0;
      answer.on("data", (part) => {
        size += part.length;
        if (size > LARGEST_BODY_BYTES) call.destroy(new Error(`the body is longer than ${LARGEST_BODY_BYTES} bytes`));
        parts.push(part);
      });
      answer.on("end", () => resolve({ status: answer.statusCode, body: Buffer.concat(parts).toString("utf8") }));
      answer.on("error", reject);
    });
    call.setTimeout(request.timeout_ms || 30000, () => call.destroy(new Error(`no answer within ${request.timeout_ms || 30000} ms`)));
    call.on("error", reject);
    call.end();
  });
}

function field(value, path) {
  return path.replace(/^\$\./, "").split(".").reduce((part, name) => (part === null || part === undefined ? undefined : part[name]), value);
}

function verdict(request, answer) {
  const wanted = request.status || 200;
  if (answer.status !== wanted) return `status ${answer.status} in place of ${wanted}`;
  if (request.contains && !answer.body.includes(request.contains)) return `the body lacks "${request.contains}"`;
  const fields = Object.entries(request.json || {});
  if (fields.length === 0) return null;
  let value;
  try {
    value = JSON.parse(answer.body);
  } catch (error) {
    return "the body is no JSON";
  }
  for (const [path, expected] of fields) {
    const found = field(value, path);
    if (String(found) !== expected) return `${path} is ${JSON.stringify(found)} in place of "${expected}"`;
  }
  return null;
}

exports.handler = async () => {
  const request = JSON.parse(process.env.REQUEST);
  const started = Date.now();
  const answer = await ask(request).catch((error) => {
    throw new Error(`${request.url}: ${error.message}`);
  });
  const fault = verdict(request, answer);
  if (fault) throw new Error(`${request.url}: ${fault}`);
  console.log(`${request.url}: status ${answer.status} in ${Date.now() - started} ms`);
};
