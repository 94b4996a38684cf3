import type { Identity } from '../account/Account';
import { AwsError } from '../protocol/errors';

/**
 * The API operations that an identity may not call, by access key ID. `*` stands
 * for every access key.
 * @public
 */
export type DeniedOperations = Record<string, string[]>;

/** The denied API operations, as set by a control call. */
export class Denials {
  private denied: DeniedOperations = {};

  constructor(private readonly identity: Identity) {}

  /** Replaces all denials. */
  set(denied: DeniedOperations): void {
    this.denied = { ...denied };
  }

  /** The current denials. */
  all(): DeniedOperations {
    return { ...this.denied };
  }

  /**
   * Whether an identity may call an operation.
   *
   * @param service - prefix of the IAM action, e.g. `cloudformation`
   * @returns the reason, in IAM's words. Undefined if it may.
   */
  reason(
    accessKeyId: string,
    service: string,
    operation: string,
  ): string | undefined {
    const isDenied = [accessKeyId, '*'].some(
      key =>
        Object.hasOwn(this.denied, key) && this.denied[key].includes(operation),
    );
    if (!isDenied) return undefined;
    const { accountId, partition } = this.identity;
    const action = `${service}:${operation}`;
    return `User: arn:${partition}:iam::${accountId}:user/${accessKeyId} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
  }
}

/** The error of a denied request, for each protocol. */
export const DENIED = {
  query: (reason: string) => new AwsError('AccessDenied', reason, 403),
  ec2: (reason: string) =>
    new AwsError(
      'UnauthorizedOperation',
      `You are not authorized to perform this operation. ${reason}`,
      403,
    ),
  json: (reason: string) => new AwsError('AccessDeniedException', reason),
  s3: (reason: string) => new AwsError('AccessDenied', reason, 403),
};
