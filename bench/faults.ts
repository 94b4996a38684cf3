import { scenarios } from './support/scenarios';
import { printTable, seconds } from './support/table';
import { World } from './support/world';

/**
 * `npm run campaign:faults -- [SEED] [PART OF A NAME]`: runs the deploy engine in scenarios with faults, each with its own
 * sandbox. Every scenario must end in the expected state with the expected message, leave no change set, and start each stack
 * operation and create each resource only once.
 */
async function main(): Promise<void> {
  const [seedText, part = ''] = process.argv.slice(2);
  const seed = Number(seedText ?? Date.now() % 100_000);
  console.log(`seed ${seed}`);
  const rows: string[][] = [];
  let failed = 0;
  for (const scenario of scenarios(seed)) {
    if (!scenario.name.includes(part)) continue;
    const begin = Date.now();
    const world = await World.start();
    const problems = await scenario
      .run(world)
      .catch(error => [`the scenario failed: ${error.stack}`]);
    await world.close();
    if (problems.length > 0) failed++;
    rows.push([
      scenario.name,
      seconds(Date.now() - begin),
      problems.join('; ') || 'ok',
    ]);
    console.log(rows.at(-1)!.join('  '));
  }
  console.log('');
  printTable(['scenario', 'took', 'outcome'], rows);
  console.log(`\n${rows.length - failed} ok, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
