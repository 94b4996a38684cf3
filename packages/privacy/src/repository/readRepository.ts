import path from 'node:path';
import { ExceptionsError, exceptionsFileName } from '../exceptions/Exception';
import { parseExceptions } from '../exceptions/parseExceptions';
import type { VerifyOptions } from '../VerifyOptions';
import { calledServices } from './calledServices';
import { parsePrivacy } from './parsePrivacy';
import { readRegularFile } from './readRegularFile';
import { RepositoryFileError } from './RepositoryFileError';

/** Options of `verifyTemplate` that a repository determines. @public */
export type RepositoryOptions = Pick<
  VerifyOptions,
  'exceptions' | 'exceptionsFile' | 'intent' | 'settings'
>;

/** File at the root of a generated repository. */
const projectFileName = 'private-serverless.json';

/**
 * Reads what a repository says about its proof: its exceptions (`privacy-exceptions.yaml`) and, if it is generated, what the
 * generator recorded about the environment (`privacy` in `private-serverless.json`) and the AWS services that the code of its
 * functions calls. Only reads regular files inside the folder, because repositories are untrusted.
 *
 * @param root - folder of the repository
 * @throws RepositoryFileError for a file that is not valid, or is a link to a file outside the repository
 * @public
 */
export async function readRepository(root: string): Promise<RepositoryOptions> {
  const [exceptions, project] = await Promise.all([
    readRegularFile(root, exceptionsFileName),
    readRegularFile(root, projectFileName),
  ]);
  return {
    ...(exceptions !== undefined && {
      exceptions: withFile(exceptionsFileName, () =>
        parseExceptions(exceptions),
      ),
      exceptionsFile: exceptionsFileName,
    }),
    ...(project !== undefined && (await generated(root, project))),
  };
}

async function generated(
  root: string,
  project: string,
): Promise<RepositoryOptions> {
  const { settings, intent } = parsePrivacy(project, projectFileName);
  const services = await calledServices(path.join(root, 'src'));
  return { settings, intent: { ...intent, services } };
}

function withFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ExceptionsError)) throw error;
    const place =
      error.line === undefined ? file : `${file}, line ${error.line}`;
    throw new RepositoryFileError(`${place}: ${error.message}`);
  }
}
