import { scenarios } from './support/scenarios';
import { printTable, seconds } from './support/table';
import { World } from './support/world';

/**
 * `npm run campaign:faults -- [SEED] [PART OF A NAME]`: the deploy engine on bad days, each with a sandbox of its own.
 * Every scenario must come to the right final state with the right message, leave no change set, begin no operation
 * twice and make no resource twice.
 */
async function main(): Promise<void> {
  const [seedText, part = ''] = process.argv.slice(2);
  const seed = Number(seedText ?? Date.now() % 100_000);
  console.log(`seed ${seed}`);
  const rows: string[][] = [];
  let wrong = 0;
  for (const scenario of scenarios(seed)) {
    if (!scenario.name.includes(part)) continue;
    const begin = Date.now();
    const world = await World.start();
    const found = await scenario
      .run(world)
      .catch(error => [`the scenario itself: ${error.stack}`]);
    await world.close();
    if (found.length > 0) wrong++;
    rows.push([
      scenario.name,
      seconds(Date.now() - begin),
      found.join('; ') || 'right',
    ]);
    console.log(rows.at(-1)!.join('  '));
  }
  console.log('');
  printTable(['scenario', 'took', 'outcome'], rows);
  console.log(`\n${rows.length - wrong} right, ${wrong} wrong`);
  if (wrong > 0) process.exitCode = 1;
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
