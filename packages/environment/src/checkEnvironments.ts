import { withDefaults } from './defaults.ts';
import type { Environment } from './Environment.ts';
import { nearest } from './nearest.ts';
import { type EnvironmentProblem, shownValue } from './problems.ts';
import { ruleProblems, ruleWarnings } from './rules.ts';
import { environmentSchema } from './schema/environment.ts';
import { checkStructure } from './structure.ts';
import { unusedKeys } from './unused.ts';
import { asWritten } from './written.ts';

/** The result of the validation of one environment. @public */
export type EnvironmentCheck = {
  /** The environment with defaults. Undefined if there is a problem. */
  environment?: Environment;
  /** All problems. */
  problems: EnvironmentProblem[];
  /** Settings that are valid, but have no effect or are probably a mistake. */
  warnings: EnvironmentProblem[];
};

/** The result of the validation of the configuration key `privateServerless`. @public */
export type EnvironmentsCheck = {
  /** Environments without a problem, in the order of the configuration. */
  environments: Environment[];
  /** One result for each configured environment, in the same order. */
  items: EnvironmentCheck[];
  /** The problems of all environments. */
  problems: EnvironmentProblem[];
  warnings: EnvironmentProblem[];
};

const root = 'privateServerless';

/** Keys of `privateServerless`. The scaffolder module reads `workspace`. */
const knownKeys = ['environments', 'workspace'];

/**
 * Validates one environment: keys, types, strings, and dependencies between keys.
 * @param value - the configured value. It is not changed.
 * @param path - path of the environment, for messages
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
 * Validates the configuration key `privateServerless`. Reports all problems at once.
 * @param section - the value of the key. Undefined or null if it is absent.
 * @public
 */
export function checkEnvironments(section: unknown): EnvironmentsCheck {
  const problems: EnvironmentProblem[] = [];
  const items = listOf(section, problems).map((item, index) =>
    checkEnvironment(item, `${root}.environments[${index}]`),
  );
  rejectDuplicates(listOf(section, []), items);
  rejectSharedNames(items);
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
      fix: 'Write environments with a list below it.',
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
          : `Remove it. Known keys: ${knownKeys.join(', ')}.`,
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
      fix: 'Write a list of environments, each with an ID.',
    });
    return [];
  }
  return environments;
}

function rejectDuplicates(written: unknown[], items: EnvironmentCheck[]): void {
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
      message: `is also the ID of ${root}.environments[${before}]`,
      fix: 'Use a different ID for each environment.',
    });
  });
}

/**
 * Two environments of an account and region with the same domain would create the same names: the records of one service would
 * replace those of the other.
 */
function rejectSharedNames(items: EnvironmentCheck[]): void {
  const firstIndex = new Map<string, number>();
  items.forEach((check, index) => {
    const { accountId, domain, partition, region } = check.environment ?? {};
    if (!domain) return;
    const suffix = domain.suffix.replace(/^\./, '');
    const place = [partition, accountId, region, suffix].join(' ');
    const before = firstIndex.get(place);
    if (before === undefined) {
      firstIndex.set(place, index);
      return;
    }
    delete check.environment;
    check.problems.push({
      path: `${root}.environments[${index}].domain.suffix`,
      value: shownValue(domain.suffix),
      message: `is also the suffix of ${root}.environments[${before}], in the same account and region`,
      fix: 'Use a different suffix for each environment of an account and region. Otherwise, services of both would have the same names.',
    });
  });
}
