import type { LoggerService } from '@backstage/backend-plugin-api';
import { reasonFor } from '@private-serverless/backstage-plugin-private-api-common';
import { awsFault } from './awsFault';
import { bindStack, type BindingRules } from './bindStack';
import type { StackReader } from './StackReader';
import { type Target, targetId, type TargetKnowledge } from './Target';
import type { VpcReader } from './VpcReader';

/** Lifetime of a binding without a response from AWS, in milliseconds. */
const bindingLifetimeMs = 60 * 60 * 1_000;

/** What is known of one stack of an entity: its binding, or the reason why there is none. */
export class TargetBinder {
  private readonly rules: BindingRules;
  private readonly vpcReader: VpcReader;
  private readonly logger: LoggerService;
  private readonly clock: () => number;

  constructor(options: {
    rules: BindingRules;
    vpcReader: VpcReader;
    logger: LoggerService;
    clock: () => number;
  }) {
    this.rules = options.rules;
    this.vpcReader = options.vpcReader;
    this.logger = options.logger;
    this.clock = options.clock;
  }

  /**
   * Describes a stack.
   * @param options - `previous`: from the latest sync. `isPass`: its resources are listed only if the stack has changed, or from
   * time to time
   */
  async target(options: {
    entityRef: string;
    stackArn: string;
    preferredEnvironment: string | undefined;
    previous: Target | undefined;
    reader: StackReader;
    isPass: boolean;
  }): Promise<Target> {
    const { entityRef, stackArn, previous, isPass } = options;
    const syncedAt = this.clock();
    const identity = { id: targetId(entityRef, stackArn), entityRef, stackArn };
    try {
      const knowledge = await bindStack({
        ...options,
        rules: this.rules,
        vpcReader: this.vpcReader,
        previous: isPass ? previous?.binding : undefined,
        now: syncedAt,
      });
      const boundAt = knowledge.binding ? syncedAt : undefined;
      return { ...knowledge, ...identity, syncedAt, boundAt };
    } catch (error) {
      return {
        ...this.knowledgeAfterFault(error, stackArn, previous, syncedAt),
        ...identity,
        syncedAt,
        boundAt: previous?.boundAt,
      };
    }
  }

  /** A failed request is not evidence about the service, so an existing binding stays valid for its lifetime. */
  private knowledgeAfterFault(
    error: unknown,
    stackArn: string,
    previous: Target | undefined,
    now: number,
  ): TargetKnowledge {
    const { answered, code, message } = awsFault(error);
    this.logger.warn(`Failed to describe stack ${stackArn}: ${message}`);
    if (
      previous?.binding &&
      now - (previous.boundAt ?? 0) < bindingLifetimeMs
    ) {
      return { binding: previous.binding, stack: previous.stack };
    }
    // Users get only the code, because the message of AWS names roles and accounts.
    return {
      reason: reasonFor(answered ? 'stack.refused' : 'stack.unreachable', {
        value: code,
      }),
      stack: previous?.stack,
    };
  }
}
