import type { Command } from 'commander';
import type { Io } from '../lib/io';
import { configHelp, repeated } from '../lib/configOption';
import { run } from '../run';
import type { GenerateOptions } from '../run/generate';

/** `generate --answers FILE.json --out DIR [--config FILE]… [--force]` */
export function addGenerate(program: Command, io: Io) {
  program
    .command('generate')
    .description(
      'Generate the repository of a service, or regenerate an existing one without overwriting edits',
    )
    .requiredOption('--answers <file>', 'JSON file with the answers')
    .requiredOption('--out <dir>', 'Folder for the repository')
    .option('--config <file>', configHelp, repeated)
    .option(
      '--force',
      'Also delete unedited files that are no longer generated',
    )
    .action(async (options: GenerateOptions) => {
      await run.generate(options, io);
    });
}
