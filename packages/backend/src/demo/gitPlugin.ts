import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import Router from 'express-promise-router';
import { Repositories } from './repositories';

const escape = (text: string) =>
  text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`);

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escape(
    title,
  )}</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;max-width:48rem;margin:2rem auto;padding:0 1rem}code{font-size:.9em}</style>
<h1>${escape(title)}</h1>${body}</html>`;

/** Shows the demo's repositories in a browser: a list, a file list, a file. Read only, and only on this machine. */
export default createBackendPlugin({
  pluginId: 'demo-git',
  register(env) {
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        httpRouter: coreServices.httpRouter,
      },
      async init({ config, httpRouter }) {
        const repositories = Repositories.fromConfig(config);
        if (!repositories) return;
        const router = Router();
        router.get('/', async (_req, res) => {
          const names = await repositories.names();
          res.send(
            page(
              'Repositories of the demo',
              names.length === 0
                ? '<p>None yet: create a service first.</p>'
                : `<ul>${names
                    .map(name => `<li><a href="${name}/">${name}</a></li>`)
                    .join('')}</ul>`,
            ),
          );
        });
        router.get('/:name/', async (req, res) => {
          const { name } = req.params;
          const files = await repositories.list(name);
          res.send(
            page(
              name,
              `<p><code>git clone ${escape(
                repositories.gitDir(name),
              )}</code></p><ul>${files
                .map(
                  file =>
                    `<li><a href="${escape(encodeURI(file))}">${escape(
                      file,
                    )}</a></li>`,
                )
                .join('')}</ul>`,
            ),
          );
        });
        router.get('/:name/*', async (req, res) => {
          const file = (req.params as Record<string, string>)[0];
          const data = await repositories.read(req.params.name, file);
          res
            .type('text/plain; charset=utf-8')
            .set('X-Content-Type-Options', 'nosniff')
            .send(data);
        });
        httpRouter.use(router);
        httpRouter.addAuthPolicy({ path: '/', allow: 'unauthenticated' });
      },
    });
  },
});
