import { escape, htmlType, list, page, pre } from './html';
import { Problem } from './problem';
import type { Repositories } from './repositories';
import { type Route, redirect, send } from './routes';

/** The HTML pages: list of repositories, files of a repository, content of a file. All texts in them are escaped. */
export function pages(
  repositories: Repositories,
  options: { organization: string; url: string },
): Route[] {
  const { organization, url } = options;
  const show = (
    response: Parameters<typeof send>[0],
    title: string,
    body: string,
  ) => send(response, 200, htmlType, page(title, body));

  const listFiles = async (
    response: Parameters<typeof send>[0],
    name: string,
    ref: string,
    folder: string,
  ) => {
    const files = (await repositories.list(name, ref)).filter(file =>
      file.startsWith(folder),
    );
    if (files.length === 0) {
      throw new Problem(404, `No '${folder}' in '${name}' at '${ref}'.`);
    }
    const readme = files.find(file => file === `${folder}README.md`);
    show(
      response,
      `${organization}/${name}`,
      [
        `<p>${escape(await repositories.description(name))}</p>`,
        `<p><code>git clone ${escape(
          `${url}/${organization}/${name}.git`,
        )}</code></p>`,
        list(
          files.map(file => [file, sourcePath(organization, name, ref, file)]),
        ),
        readme && pre(await repositories.read(name, ref, readme)),
      ].join('\n'),
    );
  };

  return [
    {
      method: 'GET',
      path: /^\/(?:(?<owner>[^/]+)\/?)?$/,
      async handle({ response }) {
        const names = await repositories.names();
        const body =
          names.length === 0
            ? '<p>No repositories yet. Create a service first.</p>'
            : list(names.map(name => [name, `/${organization}/${name}`]));
        show(response, 'Repositories of the demo', body);
      },
    },
    {
      method: 'GET',
      path: /^\/(?<owner>[^/]+)\/([^/]+?)\.git$/,
      async handle({ response, parts: [, name] }) {
        repositories.assertExists(name);
        redirect(response, `/${organization}/${encodeURIComponent(name)}`);
      },
    },
    {
      method: 'GET',
      path: /^\/(?<owner>[^/]+)\/([^/]+?)\/?$/,
      async handle({ response, parts: [, name] }) {
        const branch = await repositories.defaultBranch(name);
        const isEmpty = await repositories.commit(name, branch).then(
          () => false,
          () => true,
        );
        if (isEmpty) {
          show(
            response,
            `${organization}/${name}`,
            '<p>This repository has no commits yet.</p>',
          );
        } else {
          await listFiles(response, name, branch, '');
        }
      },
    },
    {
      method: 'GET',
      path: /^\/(?<owner>[^/]+)\/([^/]+)\/src\/branch\/([^/]+)(?:\/(.*))?$/,
      async handle({ response, parts: [, name, ref, path = ''] }) {
        const files = await repositories.list(name, ref);
        if (!files.includes(path)) {
          const folder = path && !path.endsWith('/') ? `${path}/` : path;
          await listFiles(response, name, ref, folder);
          return;
        }
        const content = await repositories.read(name, ref, path);
        show(
          response,
          path,
          `<p><a href="/${organization}/${name}">${escape(
            name,
          )}</a> at ${escape(ref)}</p>${pre(content)}`,
        );
      },
    },
    {
      // Backstage's "edit" links. This host has no editor, so redirect to the file.
      method: 'GET',
      path: /^\/(?<owner>[^/]+)\/([^/]+)\/_edit\/([^/]+)\/(.+)$/,
      async handle({ response, parts: [, name, ref, path] }) {
        repositories.assertExists(name);
        redirect(response, sourcePath(organization, name, ref, path));
      },
    },
  ];
}

function sourcePath(
  organization: string,
  name: string,
  ref: string,
  path: string,
): string {
  return `/${[organization, name, 'src', 'branch', ref, ...path.split('/')]
    .map(encodeURIComponent)
    .join('/')}`;
}
