import { exposingRules } from '../exposingRules';
import type { Finding } from '../Verdict';
import type { PictureNode } from './model';

type Exposure = NonNullable<PictureNode['exposure']>;

/** Rules that also report what exposes nothing, with a lower severity. */
const alsoMilder = new Set(['PS04', 'PS10', 'PS29', 'PS43', 'PS49']);

const order: Exposure['status'][] = ['violated', 'excepted', 'unproven'];

/** What is exposed to the internet, or may be, by logical ID. The worst status counts. */
export function exposuresOf(
  findings: readonly Finding[],
): Map<string, Exposure> {
  const found = new Map<string, Exposure>();
  for (const { rule, resource, severity, status, exception } of findings) {
    const isMild =
      alsoMilder.has(rule) && severity !== 'H' && exception === undefined;
    if (!exposingRules.has(rule) || isMild) continue;
    const own = exception && status === 'violated' ? 'excepted' : status;
    const known = found.get(resource);
    if (!known || order.indexOf(own) < order.indexOf(known.status)) {
      found.set(resource, { status: own, rules: [rule] });
    } else if (own === known.status && !known.rules.includes(rule)) {
      known.rules.push(rule);
    }
  }
  return found;
}
