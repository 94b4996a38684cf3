import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Identity } from '../account/Account';
import { AwsError } from '../protocol/errors';
import { readBody, send } from '../protocol/http';
import {
  CustomResourceIds,
  ResponseUrl,
  ResponseUrlPort,
} from '../resources/contract';

/** CloudFormation's limit for the response object of a custom resource: 4,096 bytes. */
const maxResponseBytes = 4096;
const bucketPrefix = 'cloudformation-custom-resource-response-';

/**
 * The URLs to which custom resources respond: presigned URLs of a bucket that
 * belongs to CloudFormation. Each accepts one PUT.
 */
export class ResponseUrls implements ResponseUrlPort {
  private readonly waiting = new Map<string, (body: string | null) => void>();

  constructor(
    private readonly o: { identity: Identity; endpointUrl: () => string },
  ) {}

  newSecret(): string {
    return randomBytes(32).toString('hex');
  }

  open(
    { StackId, LogicalResourceId, RequestId }: CustomResourceIds,
    { secret: signature, at }: { secret: string; at: number },
    save: (body: string | null) => void,
  ): ResponseUrl {
    const { region } = this.o.identity;
    const received = new Promise<string | null>(resolve => {
      this.waiting.set(signature, body => {
        save(body);
        resolve(body);
      });
    });
    const key = encodeURIComponent(
      `${StackId}|${LogicalResourceId}|${RequestId}`,
    );
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': new Date(at).toISOString().replace(/[-:]|\.\d+/g, ''),
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': '7200',
      'X-Amz-Signature': signature,
    });
    const bucket = bucketPrefix + region.replaceAll('-', '');
    return {
      url: `${this.o.endpointUrl()}/${bucket}/${key}?${query}`,
      received,
      close: () => this.waiting.delete(signature),
    };
  }

  /** Whether a request is addressed to one of these URLs. */
  isFor(request: IncomingMessage): boolean {
    return request.url?.startsWith(`/${bucketPrefix}`) ?? false;
  }

  /**
   * Receives a response.
   *
   * @throws AwsError `AccessDenied` if the URL is unknown, used or closed
   */
  async receive(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const [, query = ''] = (request.url ?? '').split('?');
    const signature = new URLSearchParams(query).get('X-Amz-Signature') ?? '';
    const settle = this.waiting.get(signature);
    if (request.method !== 'PUT' || !settle) {
      throw new AwsError('AccessDenied', 'Access Denied', 403);
    }
    this.waiting.delete(signature);
    try {
      const body = await readBody(request, maxResponseBytes);
      settle(body.toString('utf8'));
    } catch (error) {
      // After a dropped connection the function may try again, so the URL stays open.
      if (error instanceof AwsError) settle(null);
      else this.waiting.set(signature, settle);
      throw error;
    }
    send(response, 200, { etag: '"0"' });
  }
}
