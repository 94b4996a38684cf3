import {
  failureFacts,
  failureText,
  type ProbeResult,
} from '../../packages/probe/src';
import { compare, decide, judge, type Seen, type Verdict } from './judge';
import type { Lab } from './Lab';
import { Probers } from './Probers';
import { type Instance, isInstalled, versionOf } from './program';
import type { Row, Scene } from './rows';

/** What happened in one row. */
export type Outcome = {
  /** With its version. */
  program: string;
  case: string;
  sent: string;
  code: string;
  /** Without and, where judged, with a control target. */
  state: string;
  advice: string;
  /** Empty if the row is as expected. */
  problems: string[];
  /** Why the row was not run, with what the program printed. */
  notRun?: string;
};

/** Runs all rows of a scene at the same time. */
export async function runScene(scene: Scene, lab: Lab): Promise<Outcome[]> {
  const { program, rows } = scene;
  if (!isInstalled(program)) {
    return notRun(scene, `${program.command} is missing`);
  }
  const version = versionOf(program);
  const title = `${program.name} ${version}`.trim();
  const instance = await scene.start(lab).catch((error: Error) => error);
  if (instance instanceof Error) {
    return notRun(scene, instance.message);
  }
  const probers = new Probers(lab);
  try {
    return await Promise.all(
      rows.map(async row => ({
        program: title,
        case: row.case,
        ...(await runRow({ scene, row, instance, lab, version, probers })),
      })),
    );
  } finally {
    probers.close();
    await instance.stop();
  }
}

/** The outcome of the rows of a scene that cannot run. */
export function notRun({ program, rows }: Scene, reason: string): Outcome[] {
  return rows.map(row => ({
    program: program.name,
    case: row.case,
    sent: '',
    code: '',
    state: '',
    advice: '',
    problems: [],
    notRun: reason,
  }));
}

type Run = {
  scene: Scene;
  row: Row;
  instance: Instance;
  lab: Lab;
  version: string;
  probers: Probers;
};

async function runRow(
  run: Run,
): Promise<Omit<Outcome, 'program' | 'case' | 'notRun'>> {
  const { scene, row, instance, lab, version, probers } = run;
  const vantage = (await row.vantage?.(instance, lab)) ?? {};
  // The probe comes first: some resolvers remember what an earlier question met.
  const results: ProbeResult[] = [];
  for (let i = 0; i < (row.probes ?? 1); i++) {
    results.push(await probers.probe(vantage, { url: row.url }, row.timeoutMs));
  }
  const controlled = scene.control
    ? decide(results, await probers.control(vantage))
    : results;
  const sent = await row.observe(instance, lab);
  const result = results.at(-1)!;
  const { failure } = result;
  const facts = { ...failureFacts(result), host: new URL(row.url).hostname };
  const text = failure && failureText(failure.code, facts);
  const health = judge(results);
  const seen: Seen = {
    code: codeOf(result),
    state: health.state,
    withControl: {
      code: codeOf(controlled.at(-1)!),
      state: judge(controlled).state,
    },
    headline: text?.headline ?? '',
    advice: text?.advice ?? '',
    note: health.note ?? '',
  };
  const expected =
    typeof row.expected === 'function' ? row.expected(version) : row.expected;
  return {
    sent,
    code: both(seen, 'code'),
    state: both(seen, 'state'),
    advice: failure ? seen.advice : seen.note,
    problems: compare(expected, seen).map(
      problem => `${problem} (${failure?.message ?? 'healthy'})`,
    ),
  };
}

function codeOf({ failure }: ProbeResult): string {
  return failure?.code ?? 'ok';
}

/** Without and, where it differs, with a control target. */
function both(seen: Seen, key: keyof Verdict): string {
  const [without, controlled] = [seen[key], seen.withControl[key]];
  return without === controlled
    ? without
    : `${without}, with control ${controlled}`;
}
