import { readTemplateText } from '@private-serverless/template';
import {
  linkedDocument,
  verifyTemplates,
  type VerifyTemplatesOptions,
} from '../linked/verifyTemplates';
import { Template } from '../template/Template';
import type { Verdict } from '../Verdict';
import type { VerifyOptions } from '../VerifyOptions';
import { verifyTemplate } from '../verify';
import { type Picture } from './model';
import { pictureOf } from './picture';

/**
 * The network of a template, or of several that are deployed together.
 *
 * @param options - those of the verification
 * @param verdict - its result. @defaultValue that of a new verification
 * @throws TemplateError if a template is not valid
 * @public
 */
export function networkPicture(
  options: VerifyOptions | VerifyTemplatesOptions,
  verdict: Pick<Verdict, 'findings' | 'rules'> = verify(options),
): Picture {
  const { intent, networkFacts: facts, now } = options;
  const { document, parameters } =
    'templates' in options
      ? linkedDocument(options.templates)
      : {
          document: readTemplateText(options.template),
          parameters: options.parameters,
        };
  const template = new Template(document, { parameters, facts, intent, now });
  return pictureOf(template, verdict);
}

function verify(options: VerifyOptions | VerifyTemplatesOptions): Verdict {
  return 'templates' in options
    ? verifyTemplates(options)
    : verifyTemplate(options);
}
