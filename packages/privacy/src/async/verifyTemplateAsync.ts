import type { Verdict } from '../Verdict';
import type { VerifyOptions } from '../VerifyOptions';
import { templateWorkers } from './TemplateWorkers';

/**
 * Like {@link verifyTemplate}, in a worker thread that all callers share. Use it where the template is untrusted or the event
 * loop must stay free. {@link TemplateWorkers} has the same with other limits.
 *
 * @throws TemplateError if the template is not valid, takes more than 10 seconds, or more than 512 MiB of memory
 * @throws NetworkFactsError if the network facts are of another account, region or VPC, or `maxFactsAge` is not a duration
 * @public
 */
export function verifyTemplateAsync(options: VerifyOptions): Promise<Verdict> {
  return templateWorkers.verify(options);
}
