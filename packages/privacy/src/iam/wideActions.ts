import type { Value } from '@private-serverless/template';
import type { Template } from '../template/Template';
import { includesAction, readsConfiguration } from './actions';
import { type Excess, nameActions } from './excess';
import { isPattern, isWholeService, listOf } from './patterns';
import { hasWildcardResource } from './resources';

/** A token for services outside AWS. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html */
const outboundToken = 'sts:GetWebIdentityToken';

/** What the actions of a statement allow too widely. */
export function* wideActions(
  template: Template,
  statement: Value,
  actions: string[],
): Iterable<Excess> {
  if (
    actions.some(
      action => !isPattern(action) && includesAction(action, outboundToken),
    )
  ) {
    yield {
      status: 'violated',
      what: `allows ${outboundToken}, which obtains tokens for services outside AWS`,
      fix: `Remove ${outboundToken}.`,
    };
  }
  const patterns = actions.filter(
    action => isPattern(action) && !readsConfiguration(action),
  );
  const whole = patterns.filter(isWholeService);
  if (whole.length > 0) {
    yield {
      status: 'violated',
      what: `allows every action of a service (${listOf(whole)})`,
      fix: nameActions,
    };
  }
  const some = patterns.filter(action => !isWholeService(action));
  if (some.length > 0) {
    yield {
      status: 'violated',
      what: `allows actions by a wildcard (${listOf(some)})`,
      fix: nameActions,
      // On named resources, such as the grants of the AWS CDK, the wildcard adds few actions.
      ...(hasWildcardResource(template, statement) === false && {
        severity: 'M',
      }),
    };
  }
}
