import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A process of this bench that answers one request at a time. */
export type Worker<Request, Response> = {
  pid: number;
  ask(request: Request): Promise<Response>;
  stop(): Promise<void>;
};

/**
 * Starts a script of this folder in a process of its own and sends it the first request.
 * @param script - name of the file without extension. It calls {@link serve}
 * @param execArgv - more options for Node
 * @returns the worker and its first answer
 */
export async function startWorker<Request, Response>(
  script: string,
  first: Request,
  execArgv: string[] = [],
): Promise<{ worker: Worker<Request, Response>; answer: Response }> {
  const child = fork(path.join(__dirname, `${script}.ts`), {
    execArgv: [...process.execArgv, ...execArgv],
  });
  const ended = new Promise<number>(resolve => {
    child.once('exit', code => resolve(code ?? 1));
  });
  // It does not keep a bench alive that has failed.
  process.once('exit', () => child.kill());
  const worker: Worker<Request, Response> = {
    pid: child.pid!,
    ask: request => ask(script, child, ended, request),
    async stop() {
      // Not with a signal, so that a profile is written.
      if (child.connected) child.disconnect();
      await ended;
    },
  };
  return { worker, answer: await worker.ask(first) };
}

type Answer<Response> = { kind: 'answer'; value?: Response; error?: string };

async function ask<Request, Response>(
  script: string,
  child: ChildProcess,
  ended: Promise<number>,
  request: Request,
): Promise<Response> {
  const answer = new Promise<Answer<Response>>(resolve => {
    const listen = (message: unknown) => {
      // The transform of Backstage sends messages too.
      if ((message as Answer<Response>).kind !== 'answer') return;
      child.off('message', listen);
      resolve(message as Answer<Response>);
    };
    child.on('message', listen);
  });
  child.send(request as object);
  const result = await Promise.race([answer, ended]);
  if (typeof result === 'number') {
    throw new Error(`${script} ended with ${result}`);
  }
  if (result.error !== undefined) throw new Error(`${script}: ${result.error}`);
  return result.value!;
}

/** Answers the requests of {@link startWorker}, one at a time, until the other side disconnects. */
export function serve<Request, Response>(
  handle: (request: Request) => Promise<Response>,
): void {
  process.on('message', message => {
    handle(message as Request).then(
      value => process.send!({ kind: 'answer', value }),
      error =>
        process.send!({ kind: 'answer', error: String(error?.stack ?? error) }),
    );
  });
  process.once('disconnect', () => process.exit());
}

/** CPU time that a process has used with all its threads, in milliseconds. In ticks of 10 ms: proc(5), `utime` and `stime`. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the command can contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
