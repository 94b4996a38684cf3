import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  formatVerdict,
  type Verdict,
  verifyTemplate,
} from '@private-serverless/privacy';
import { decodeTemplate, TemplateError } from '@private-serverless/template';
import type { Io } from '../lib/io';
import { projectWith } from '../lib/project';
import { NegativeResult, UsageError } from '../lib/usage';

/** Options of `verify`. */
export type VerifyOptions = {
  parameters?: string;
  networkFacts?: string;
  format: 'text' | 'json' | 'sarif';
};

/** Runs `verify`. */
export async function runVerify(
  target: string,
  options: VerifyOptions,
  io: Io,
) {
  if (options.networkFacts) {
    throw new UsageError(
      '--network-facts is not supported: this version verifies templates that create their own network. Remove the option.',
    );
  }
  const { templatePath, parameters } = await projectWith(
    target,
    options.parameters,
  );
  const bytes = await readFile(templatePath).catch(error => {
    throw new UsageError(`${templatePath} cannot be read: ${error.message}`);
  });
  const file = path.relative(process.cwd(), templatePath);
  const verdict = verifyFile(file, bytes, parameters);
  io.out(formatVerdict(verdict, options.format, { file }));
  if (verdict.verdict !== 'private') throw new NegativeResult();
}

/** @throws UsageError that names the file, and the line if it is known */
function verifyFile(
  file: string,
  bytes: Uint8Array,
  parameters: Record<string, string>,
): Verdict {
  try {
    return verifyTemplate({ template: decodeTemplate(bytes), parameters });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { line, reason } = error;
    const place = line === undefined ? file : `${file}, line ${line}`;
    throw new UsageError(`Template ${place}: ${reason}`);
  }
}
