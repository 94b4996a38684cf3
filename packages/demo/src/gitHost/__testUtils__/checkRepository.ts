import type { UrlReaderService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';

/** The example of docs/publishing.md, which a test compares with this file. */
export const createCheckRepositoryAction = (reader: UrlReaderService) =>
  createTemplateAction({
    id: 'acme:repository:check',
    description: 'Fails if the repository exists',
    supportsDryRun: true,
    schema: { input: { repoContentsUrl: z => z.string() } },
    async handler(ctx) {
      const { repoContentsUrl } = ctx.input;
      // A checkpoint, so that a retry after the repository was published does not fail here.
      await ctx.checkpoint({
        key: 'free',
        fn: async () => {
          const exists = await reader.readTree(repoContentsUrl).then(
            () => true,
            error => {
              if (error.name === 'NotFoundError') return false;
              throw error;
            },
          );
          if (exists) {
            throw new ConflictError(
              `repoContentsUrl: ${repoContentsUrl} exists. Choose another repository.`,
            );
          }
          return true;
        },
      });
    },
  });
