import { withDefaults } from './defaults.ts';
import type { Environment } from './Environment.ts';
import { nearest } from './nearest.ts';
import { type EnvironmentProblem, shownValue } from './problems.ts';
import { ruleProblems, ruleWarnings } from './rules.ts';
import { environmentSchema } from './schema/environment.ts';
import { checkStructure } from './structure.ts';
import { unusedKeys } from './unused.ts';
import { asWritten } from './written.ts';

/** What came of the check of one environment. @public */
export type EnvironmentCheck = {
  /** With its defaults; undefined where there is a problem. */
  environment?: Environment;
  /** Everything that is wrong. */
  problems: EnvironmentProblem[];
  /** What works and has no effect, or is probably not meant. */
  warnings: EnvironmentProblem[];
};

/** What came of the check of the configuration key `privateServerless`. @public */
export type EnvironmentsCheck = {
  /** Those without a problem, in the order in which they are written. */
  environments: Environment[];
  /** One for each written environment, in the same order. */
  items: EnvironmentCheck[];
  /** Of all environments. */
  problems: EnvironmentProblem[];
  warnings: EnvironmentProblem[];
};

const root = 'privateServerless';

/** Keys of `privateServerless`; `workspace` is read by the scaffolder module. */
const knownKeys = ['environments', 'workspace'];

/**
 * Checks one environment completely: keys, types, texts, and what belongs together.
 * @param value - as it was configured; not changed
 * @param path - where it is, for messages
 * @public
 */
export function checkEnvironment(
  value: unknown,
  path: string,
): EnvironmentCheck {
  const structure = checkStructure(asWritten(value, environmentSchema), path);
  const { sound } = structure;
  if (!sound) return { problems: structure.problems, warnings: [] };
  const problems = [
    ...structure.problems,
    ...ruleProblems(sound, path).filter(
      problem => !structure.covers(problem.path),
    ),
  ];
  return {
    ...(problems.length === 0 ? { environment: withDefaults(sound) } : {}),
    problems,
    warnings: [
      ...ruleWarnings(sound, path),
      ...unusedKeys(sound, environmentSchema, path),
    ],
  };
}

/**
 * Checks the configuration key `privateServerless`. Everything that is wrong is reported at once.
 * @param section - the value of the key; undefined and null where it is absent
 * @public
 */
export function checkEnvironments(section: unknown): EnvironmentsCheck {
  const problems: EnvironmentProblem[] = [];
  const items = listOf(section, problems).map((item, index) =>
    checkEnvironment(item, `${root}.environments[${index}]`),
  );
  refuseDuplicates(listOf(section, []), items);
  return {
    environments: items.flatMap(({ environment }) => environment ?? []),
    items,
    problems: [...problems, ...items.flatMap(item => item.problems)],
    warnings: items.flatMap(item => item.warnings),
  };
}

function listOf(section: unknown, problems: EnvironmentProblem[]): unknown[] {
  if (section === undefined || section === null) return [];
  if (typeof section !== 'object' || Array.isArray(section)) {
    problems.push({
      path: root,
      value: shownValue(section),
      message: 'is not a map of keys',
      fix: 'Write environments below it, with a list.',
    });
    return [];
  }
  for (const key of Object.keys(section)) {
    if (!knownKeys.includes(key)) {
      const meant = nearest(key, knownKeys);
      problems.push({
        path: `${root}.${key}`,
        message: 'is not a key of the configuration',
        fix: meant
          ? `Did you mean ${meant}?`
          : `Remove it. Known here: ${knownKeys.join(', ')}.`,
      });
    }
  }
  const { environments = [] } = section as { environments?: unknown };
  if (environments === null) return [];
  if (!Array.isArray(environments)) {
    problems.push({
      path: `${root}.environments`,
      value: shownValue(environments),
      message: 'is not a list',
      fix: 'Write a list of environments, each with an id.',
    });
    return [];
  }
  return environments;
}

function refuseDuplicates(written: unknown[], items: EnvironmentCheck[]): void {
  const firstIndex = new Map<unknown, number>();
  written.forEach((item, index) => {
    const id = (item as { id?: unknown } | null)?.id;
    const before = firstIndex.get(id);
    if (typeof id !== 'string') return;
    if (before === undefined) {
      firstIndex.set(id, index);
      return;
    }
    const check = items[index]!;
    delete check.environment;
    check.problems.push({
      path: `${root}.environments[${index}].id`,
      value: shownValue(id),
      message: `is the id of ${root}.environments[${before}] too`,
      fix: 'Give every environment an id of its own.',
    });
  });
}
