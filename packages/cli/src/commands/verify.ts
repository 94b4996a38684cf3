import { type Command, Option } from 'commander';
import type { Io } from '../lib/io';
import { configHelp, repeated } from '../lib/configOption';
import { run } from '../run';
import type { VerifyOptions } from '../lib/verifyOptions';

/** `verify PATH [--parameters FILE] [--network-facts FILE] [--environment ID] [--config FILE]… [--format text|json|sarif|markdown|html] [--write-proof | --check-proof]` */
export function addVerify(program: Command, io: Io) {
  program
    .command('verify')
    .description(
      'Prove that a template is private, as far as the rules examine it',
    )
    .argument(
      '<path>',
      'Template, generated repository, or the folder that cdk synth writes (cdk.out)',
    )
    .option('--parameters <file>', 'JSON file with parameter values')
    .option(
      '--network-facts <file>',
      'JSON file with facts about the existing network, as environment check writes it (default: privacy-facts.json in the repository, if it exists)',
    )
    .option(
      '--environment <id>',
      'An ID of privateServerless.environments in the configuration: the network facts must be of its account, region and VPC, and its privacy.maxFactsAge applies',
    )
    .option('--config <file>', configHelp, repeated)
    .addOption(
      new Option('--format <format>', 'Format of the verdict')
        .choices(['text', 'json', 'sarif', 'markdown', 'html'])
        .default('text'),
    )
    .option(
      '--write-proof',
      'Write the proof of a generated repository to privacy-proof.json and privacy-proof.md, from its files alone',
    )
    .option(
      '--check-proof',
      'Fail if privacy-proof.json or privacy-proof.md differs from a fresh proof',
    )
    .action(async (target: string, options: VerifyOptions) => {
      await run.verify(target, options, io);
    });
}
