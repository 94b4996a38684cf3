import { type Failure, runCases } from './run';

/**
 * `npm run fuzz:privacy -- [SEED] [COUNT]`: verifies random templates of COUNT seeds (default: 100), from SEED on (default: the
 * time). Prints the text of each case that fails.
 */
const [seed = Date.now() % 1_000_000, count = 100] = process.argv
  .slice(2)
  .map(Number);
const failures: Failure[] = [];
console.log(`seeds ${seed} to ${seed + count - 1}`);
const cases = runCases(seed, count, failure => {
  failures.push(failure);
  console.log(
    `✕ seed ${failure.seed}, ${failure.kind}: ${failure.why}\n${failure.text}`,
  );
});
console.log(`${cases - failures.length} ok, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
