import { Account } from '../account/Account';
import { decide } from '../apigateway/policy';
import { findFunction, PERMISSION } from './lambda';

/** A service that wants to invoke a function on behalf of one of its resources. */
export type Invoker = {
  /** Name or ARN of the function. */
  functionArn: string;
  /** The service, e.g. `events.amazonaws.com`. */
  principal: string;
  /** ARN of the resource. */
  sourceArn: string;
};

/**
 * Whether the resource policy of a function allows a service to invoke it: one
 * of its Lambda permissions names the service and no other source.
 */
export function isPermitted(
  account: Account,
  { functionArn, principal, sourceArn }: Invoker,
): boolean {
  const target = findFunction(account, functionArn);
  return (
    target !== undefined &&
    account
      .list(PERMISSION)
      .some(
        ({ properties: { FunctionName, Principal, SourceArn } }) =>
          Principal === principal &&
          findFunction(account, FunctionName) === target &&
          (SourceArn === undefined || covers(String(SourceArn), sourceArn)),
      )
  );
}

function covers(pattern: string, arn: string): boolean {
  return (
    decide(
      {
        Statement: [
          { Effect: 'Allow', Principal: '*', Action: '*', Resource: pattern },
        ],
      },
      { action: 'lambda:InvokeFunction', resource: arn, keys: {} },
    ) === 'allow'
  );
}
