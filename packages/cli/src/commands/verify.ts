import { type Command, Option } from 'commander';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatVerdict, verifyTemplate } from '@private-serverless/privacy';
import type { Io } from '../lib/io';
import { projectWith } from '../lib/project';
import { NegativeResult, UsageError } from '../lib/usage';

type Options = {
  parameters?: string;
  networkFacts?: string;
  format: 'text' | 'json' | 'sarif';
};

/** `verify PATH [--parameters FILE] [--network-facts FILE] [--format text|json|sarif]` */
export function addVerify(program: Command, io: Io) {
  program
    .command('verify')
    .description('prove that a template makes nothing public')
    .argument('<path>', 'a template or a generated repository')
    .option('--parameters <file>', 'JSON file with parameter values')
    .option('--network-facts <file>', 'facts about an existing network')
    .addOption(
      new Option('--format <format>', 'how to write the verdict')
        .choices(['text', 'json', 'sarif'])
        .default('text'),
    )
    .action(async (target: string, options: Options) => {
      if (options.networkFacts) {
        throw new UsageError(
          '--network-facts: this version judges templates that bring their own network and reads no facts; leave the option out.',
        );
      }
      const { templatePath, parameters } = await projectWith(
        target,
        options.parameters,
      );
      const template = await readFile(templatePath, 'utf8').catch(error => {
        throw new UsageError(
          `${templatePath} cannot be read: ${error.message}`,
        );
      });
      const verdict = verifyTemplate({ template, parameters });
      const file = path.relative(process.cwd(), templatePath);
      io.out(formatVerdict(verdict, options.format, { file }));
      if (verdict.findings.some(f => f.blocking)) throw new NegativeResult();
    });
}
