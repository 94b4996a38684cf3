import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Properties, Value } from '../account/account';
import { asNumber, asText } from '../account/values';
import { Answer, readAnswer } from '../customResources/answer';
import { generatedName, requestId } from '../protocol/ids';
import {
  CustomResourceError,
  ResourceContext,
  ResourceHandler,
} from './handler';
import { findFunction } from './lambda';

/** CloudFormation's own type; `Custom::…` are the same under another name. */
export const CUSTOM_RESOURCE = 'AWS::CloudFormation::CustomResource';

const DEFAULT_TIMEOUT_S = 3600;

type Request = {
  RequestType: 'Create' | 'Update' | 'Delete';
  PhysicalResourceId?: string;
  OldResourceProperties?: Properties;
};

/** Whether a type is a custom resource. */
export function isCustomType(type: string): boolean {
  return (
    type === CUSTOM_RESOURCE || /^Custom::[A-Za-z0-9_@-]{1,60}$/.test(type)
  );
}

/**
 * The handler of a custom resource: it calls the function that `ServiceToken`
 * names, as Lambda does asynchronously, and waits for the answer on a URL.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
 */
export function customResource(type: string): ResourceHandler {
  return {
    accepts: [],
    async create(context, properties) {
      try {
        const { physicalId, attributes } = await ask(
          context,
          type,
          { RequestType: 'Create' },
          properties,
        );
        if (physicalId === undefined) {
          throw new CustomResourceError('Invalid PhysicalResourceId');
        }
        return { physicalId, attributes };
      } catch (error) {
        if (!(error instanceof CustomResourceError)) throw error;
        throw new CustomResourceError(
          error.message,
          error.physicalId ??
            generatedName(context.stackName, context.logicalId),
        );
      }
    },
    async update(context, live, properties) {
      if (live.properties.ServiceToken !== properties.ServiceToken) {
        throw new CustomResourceError(
          'Modifying service token is not allowed.',
        );
      }
      const { physicalId, attributes } = await ask(
        context,
        type,
        {
          RequestType: 'Update',
          PhysicalResourceId: live.physicalId,
          OldResourceProperties: asTexts(live.properties) as Properties,
        },
        properties,
      );
      const isOther =
        physicalId !== undefined && physicalId !== live.physicalId;
      return { attributes, ...(isOther ? { physicalId } : {}) };
    },
    async delete(context, live) {
      await ask(
        context,
        type,
        { RequestType: 'Delete', PhysicalResourceId: live.physicalId },
        live.properties,
      );
    },
  };
}

/**
 * Sends one request and waits for its answer.
 *
 * Throws {@link CustomResourceError} for a failure and for silence, and the
 * reason of the context's signal where that aborts first.
 */
async function ask(
  context: ResourceContext,
  type: string,
  request: Request,
  properties: Properties,
): Promise<Answer> {
  const { account, functions, customResponses, memory, signal } = context;
  const token = asText(properties.ServiceToken);
  const timeoutMs = timeoutOf(properties) * 1000;
  const target = findFunction(account, token);
  if (!target) {
    throw new CustomResourceError(
      `Function not found: ${token} (Service: Lambda, Status Code: 404, Request ID: ${requestId()})`,
    );
  }
  signal?.throwIfAborted();
  const { RequestId, ...opened } = context.once('asked', () => ({
    RequestId: randomUUID(),
    secret: customResponses.newSecret(),
    at: Date.now(),
  }));
  const asked = {
    StackId: context.stackId,
    RequestId,
    LogicalResourceId: context.logicalId,
  };
  if (memory.answer !== undefined) {
    return readAnswer(memory.answer as string | null, asked);
  }
  const response = customResponses.open(asked, opened, body =>
    context.once('answer', () => body),
  );
  if (!memory.invoked) {
    // It ends by answering; what else becomes of it is in its log.
    functions
      .invokeLater(target.physicalId, {
        ...request,
        ServiceToken: token,
        ResponseURL: response.url,
        ...asked,
        ResourceType: type,
        ResourceProperties: asTexts(properties),
      })
      .then(() => context.once('invoked', () => true));
  }
  try {
    const body = await within(
      response.answered,
      Math.max(0, opened.at + timeoutMs - Date.now()),
      signal,
      `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${asked.RequestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
    );
    return readAnswer(body, asked);
  } finally {
    response.close();
  }
}

function timeoutOf(properties: Properties): number {
  const seconds = asNumber(properties.ServiceTimeout) ?? DEFAULT_TIMEOUT_S;
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= 3600) {
    return seconds;
  }
  throw new CustomResourceError(
    `ServiceTimeout is ${seconds}: it must be a whole number from 1 to 3600`,
  );
}

async function within<T>(
  promise: Promise<T>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
  silence: string,
): Promise<T> {
  const answered = new AbortController();
  const ends = [answered.signal, ...(signal ? [signal] : [])];
  const timeout = pause(timeoutMs, undefined, {
    signal: AbortSignal.any(ends),
  }).then(
    () => {
      throw new CustomResourceError(silence);
    },
    () => {
      throw signal?.reason ?? answered.signal.reason;
    },
  );
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    answered.abort();
  }
}

/** Numbers and booleans reach a custom resource as texts. */
function asTexts(value: Value): Value {
  if (Array.isArray(value)) return value.map(asTexts);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, asTexts(item)]),
    );
  }
  return value === null ? null : String(value);
}
