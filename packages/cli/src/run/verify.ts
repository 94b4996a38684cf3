import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  formatVerdict,
  networkPicture,
  type Picture,
  type Verdict,
  type VerifyOptions as ProofOptions,
  verifyTemplate,
} from '@private-serverless/privacy';
import { decodeTemplate, TemplateError } from '@private-serverless/template';
import { environmentNamed } from '../lib/configuredEnvironment';
import type { Io } from '../lib/io';
import { factsOfRepository, factsRules, withFile } from '../lib/networkFacts';
import { projectWith } from '../lib/project';
import {
  checkProofFiles,
  keepsProof,
  requireOnlyRepository,
  writeProofFiles,
} from '../lib/proofFiles';
import { proofOptions } from '../lib/proofOptions';
import { NegativeResult, UsageError } from '../lib/usage';
import type { VerifyOptions } from '../lib/verifyOptions';
import {
  isCloudAssembly,
  isDrawn,
  verifyAssembly,
} from '../lib/verifyAssembly';

/** Runs `verify`. */
export async function runVerify(
  target: string,
  options: VerifyOptions,
  io: Io,
) {
  const { environment: id, config: files } = options;
  if (!id && files) {
    throw new UsageError(
      '--config is used only with --environment. Add --environment, or remove it.',
    );
  }
  requireOnlyRepository(options);
  if (isCloudAssembly(target)) {
    await verifyAssembly(target, options, io);
    return;
  }
  const project = await projectWith(target, options.parameters);
  const { root, templatePath, parameters } = project;
  const usesProof = options.writeProof || options.checkProof;
  if (usesProof && !keepsProof(project)) {
    throw new UsageError(
      `${target} is not a generated repository, which keeps its proof. Remove --write-proof and --check-proof, or write a document: --format markdown.`,
    );
  }
  const environment = id
    ? await environmentNamed({ id, files, warn: io.err })
    : undefined;
  const [facts, repository] = await Promise.all([
    factsOfRepository(root, options.networkFacts),
    proofOptions(root, environment, io.err),
  ]);
  const bytes = await readFile(templatePath).catch(error => {
    throw new UsageError(`${templatePath} cannot be read: ${error.message}`);
  });
  const file = path.relative(process.cwd(), templatePath);
  const { picture, verdict } = verifyFile(
    file,
    bytes,
    {
      parameters,
      ...(environment && factsRules(environment)),
      ...facts,
      ...repository,
    },
    isDrawn(options),
  );
  io.out(formatVerdict(verdict, options.format, { file, picture }));
  if (options.writeProof) await writeProofFiles(root, io);
  const isSame = !options.checkProof || (await checkProofFiles(root, io));
  if (verdict.verdict !== 'private' || !isSame) throw new NegativeResult();
}

/** @throws UsageError that names the file, and the line if it is known */
function verifyFile(
  file: string,
  bytes: Uint8Array,
  options: Omit<ProofOptions, 'template'>,
  withPicture: boolean,
): { verdict: Verdict; picture?: Picture } {
  try {
    const template = decodeTemplate(bytes);
    return withFile(options.networkFactsFile, () => {
      const proof = { ...options, template };
      const verdict = verifyTemplate(proof);
      return withPicture
        ? { verdict, picture: networkPicture(proof, verdict) }
        : { verdict };
    });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const { line, reason } = error;
    const place = line === undefined ? file : `${file}, line ${line}`;
    throw new UsageError(`Template ${place}: ${reason}`);
  }
}
