import { observeSwitches } from '../census/observe';
import { observeAttachments, observePresence } from '../census/observePresence';
import { provenAbsent, type Rule } from '../rule';

/** PS50: nothing publishes a private resource elsewhere. The census names the types and properties. */
export const publishing: Rule = {
  id: 'PS50',
  title: 'Nothing publishes a private resource elsewhere',
  severity: 'H',
  why: 'A distribution, a portal, a gateway of agents or a route on a public API makes a private resource public without changing it.',
  fix: 'Remove the resource. Clients in the private network call the API directly.',
  *check(template) {
    const found = [
      ...observePresence(template, 'PS50'),
      ...observeSwitches(template, 'PS50'),
      ...observeAttachments(template, 'PS50'),
    ];
    yield* found;
    if (found.length === 0) {
      yield provenAbsent('resource that publishes another one');
    }
  },
};
