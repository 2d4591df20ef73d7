// @vapi-ai/server-sdk 2.0.1, of the folder that this is started in: one JSON object a line in, one a line out.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { VapiClient, VapiError, VapiTimeoutError } = createRequire(`${process.cwd()}/`)("@vapi-ai/server-sdk");

const calls = {
    create: (numbers, { payload }) => numbers.create(payload),
    get: (numbers, { id }) => numbers.get({ id }),
    update: (numbers, { id, payload }) => numbers.update({ id, body: payload }),
    delete: (numbers, { id }) => numbers.delete({ id }),
    list: (numbers, query) => numbers.list(query),
};

async function answer({ id, op, base_url, token, timeout, args }) {
    try {
        const client = new VapiClient({ baseUrl: base_url, token, timeoutInSeconds: timeout });
        const ok = await calls[op](client.phoneNumbers, args);
        return { id, ok: ok ?? null, kind: ok?.constructor?.name ?? String(ok) };
    } catch (error) {
        const own = error instanceof VapiError || error instanceof VapiTimeoutError;
        return { id, error: { kind: error.name, own, message: error.message } };
    }
}

for await (const line of createInterface({ input: process.stdin })) {
    answer(JSON.parse(line)).then((reply) => console.log(JSON.stringify(reply)));
}
