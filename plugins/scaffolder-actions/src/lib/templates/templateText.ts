import { readFile } from 'node:fs/promises';
import { InputError } from '@backstage/errors';
import { decodeTemplate, TemplateError } from '@private-serverless/template';

/**
 * Reads the text of a template file.
 * @throws InputError if the file is not UTF-8
 * @throws the error of `readFile` if the file cannot be read
 */
export async function templateText(path: string): Promise<string> {
  const bytes = await readFile(path);
  try {
    return decodeTemplate(bytes);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new InputError(`The template cannot be read: ${error.message}`);
  }
}
