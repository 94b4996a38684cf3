// The process behind `run`. Each message is a command. The commands run one after the other.
import { streamsIo } from '../lib/io';
import { main } from '../main';
import type { Finished, Request, Result } from './messages';

const ownFolder = process.cwd();
let before: Promise<unknown> = Promise.resolve();

process.on('message', (request: Request) => {
  before = before.then(async () => {
    const { id } = request;
    process.send?.({ id, finished: await finished(request) } satisfies Result);
  });
});

async function finished({ args, cwd, env }: Request): Promise<Finished> {
  const text = { stdout: '', stderr: '' };
  const io = streamsIo({
    stdout: { write: chunk => (text.stdout += chunk) },
    stderr: { write: chunk => (text.stderr += chunk) },
    stop: () => new AbortController().signal,
    // The sandbox needs milliseconds for what takes AWS seconds.
    poll: { minMs: 50, maxMs: 200, callsPerSecond: 1000 },
  });
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  try {
    return { code: await main(args, io), ...text };
  } finally {
    process.chdir(ownFolder);
  }
}
