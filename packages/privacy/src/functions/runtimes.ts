import data from './deprecations.json';

const deprecated: Record<string, string> = data.deprecated;
const undated = new Set(data.undated);

/**
 * The day when AWS deprecates a runtime, `undated` if it has none, or undefined for an unknown runtime. An announced day may move.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export function deprecationOf(runtime: string): string | undefined {
  if (Object.hasOwn(deprecated, runtime)) return deprecated[runtime];
  return undated.has(runtime) ? 'undated' : undefined;
}
