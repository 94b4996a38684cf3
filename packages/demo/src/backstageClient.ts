import { setTimeout as sleep } from 'node:timers/promises';
import type { Entity } from '@backstage/catalog-model';
import type {
  HealthView,
  ReadinessView,
} from '@private-serverless/backstage-plugin-private-api-common';

/** One event of a scaffolder task's log. */
export type TaskEvent = {
  id: number;
  type: 'log' | 'completion' | 'cancelled' | 'recovered';
  body: {
    message: string;
    stepId?: string;
    status?: string;
    error?: { message: string };
  };
};

/** Client of Backstage's HTTP API, signed in as the guest. */
export class BackstageClient {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws Error if the guest cannot sign in */
  static async signIn(url: string): Promise<BackstageClient> {
    const response = await fetch(`${url}/api/auth/guest/refresh`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
    if (!response.ok) throw await problem(response);
    const session = await response.json();
    return new BackstageClient(url, session.backstageIdentity.token);
  }

  /** Starts a template as the wizard does after *Create*. */
  async createTask(
    templateRef: string,
    values: Record<string, unknown>,
  ): Promise<string> {
    const { id } = await this.request('/api/scaffolder/v2/tasks', {
      templateRef,
      values,
    });
    return id;
  }

  /**
   * Polls a task until it ends.
   * @param intervalMs - interval between two polls, in milliseconds
   * @returns the task's final status, the error's message if it has one, and its output
   */
  async followTask(
    id: string,
    onEvent: (event: TaskEvent) => void = () => {},
    intervalMs = 200,
  ): Promise<{ status: string; error?: string; output: any }> {
    let after = -1;
    for (;;) {
      const events: TaskEvent[] = await this.request(
        `/api/scaffolder/v2/tasks/${id}/events${
          after < 0 ? '' : `?after=${after}`
        }`,
      );
      for (const event of events) {
        after = Math.max(after, event.id);
        onEvent(event);
        if (event.type === 'completion') {
          const { status } = await this.request(
            `/api/scaffolder/v2/tasks/${id}`,
          );
          const body = event.body as TaskEvent['body'] & { output?: unknown };
          return { status, error: body.error?.message, output: body.output };
        }
      }
      await sleep(intervalMs);
    }
  }

  /** ID of the current step of the task, `ended`, or `not started`. */
  async currentStep(id: string): Promise<string> {
    const events: TaskEvent[] = await this.request(
      `/api/scaffolder/v2/tasks/${id}/events`,
    );
    const last = events.at(-1);
    if (last?.type === 'completion') return 'ended';
    return last?.body.stepId ?? 'not started';
  }

  /** The entity, or `undefined` if the catalog does not have it. */
  async entity(name: string): Promise<Entity | undefined> {
    return this.entityOf('component', name);
  }

  /** The Template entity, or `undefined` if the catalog does not have it. */
  async template(name: string): Promise<Entity | undefined> {
    return this.entityOf('template', name);
  }

  async health(name: string): Promise<HealthView> {
    return this.request(
      `/api/private-api/v1/entities/component/default/${name}/health`,
    );
  }

  async checkNow(name: string): Promise<HealthView> {
    return this.request(
      `/api/private-api/v1/entities/component/default/${name}/check`,
      {},
    );
  }

  /** The latest check of an environment. */
  async readiness(environment: string): Promise<ReadinessView> {
    return this.request(
      `/api/private-api/v1/environments/${environment}/readiness`,
    );
  }

  private async entityOf(
    kind: string,
    name: string,
  ): Promise<Entity | undefined> {
    return this.request(
      `/api/catalog/entities/by-name/${kind}/default/${name}`,
    ).catch(error => {
      if (error.status === 404) return undefined;
      throw error;
    });
  }

  /** Number of components of type `service` in the catalog. */
  async countServices(): Promise<number> {
    const { totalItems } = await this.request(
      '/api/catalog/entities/by-query?limit=0&filter=kind=component,spec.type=service',
    );
    return totalItems;
  }

  private async request(path: string, body?: unknown): Promise<any> {
    const response = await fetch(`${this.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        Authorization: `Bearer ${this.token}`,
        'Content-Type': 'application/json',
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) throw await problem(response);
    return response.json();
  }
}

async function problem(response: Response): Promise<Error> {
  const body = await response.text();
  let message = body.slice(0, 300);
  try {
    message = JSON.parse(body).error.message;
  } catch {
    // Not Backstage's error format, so use the text.
  }
  return Object.assign(
    new Error(
      `${response.status} ${new URL(response.url).pathname}: ${message}`,
    ),
    { status: response.status },
  );
}
