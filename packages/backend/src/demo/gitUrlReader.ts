import { Readable } from 'node:stream';
import {
  ReaderFactory,
  ReadTreeResponseFactory,
  ReadUrlResponseFactory,
  urlReaderFactoriesServiceRef,
} from '@backstage/backend-defaults/urlReader';
import {
  UrlReaderService,
  UrlReaderServiceReadTreeOptions,
  UrlReaderServiceReadUrlOptions,
  UrlReaderServiceSearchOptions,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { NotFoundError, NotModifiedError } from '@backstage/errors';
import { Repositories } from './repositories';

/** Lets the catalog and TechDocs read the demo's repositories, at the addresses under which `gitPlugin` shows them. */
export class DemoGitUrlReader implements UrlReaderService {
  constructor(
    private readonly repositories: Repositories,
    private readonly trees: ReadTreeResponseFactory,
  ) {}

  static factory: ReaderFactory = ({ config, treeResponseFactory }) => {
    const repositories = Repositories.fromConfig(config);
    if (!repositories) return [];
    const prefix = `${repositories.baseUrl}/`;
    return [
      {
        reader: new DemoGitUrlReader(repositories, treeResponseFactory),
        predicate: url => url.toString().startsWith(prefix),
      },
    ];
  };

  async readUrl(url: string, options?: UrlReaderServiceReadUrlOptions) {
    const { name, file } = this.parse(url);
    const etag = await this.headUnlessSeen(name, options?.etag);
    const data = await this.repositories.read(name, file);
    return ReadUrlResponseFactory.fromReadable(Readable.from([data]), { etag });
  }

  async readTree(url: string, options?: UrlReaderServiceReadTreeOptions) {
    const { name, file } = this.parse(url);
    const etag = await this.headUnlessSeen(name, options?.etag);
    const folder = file && !file.endsWith('/') ? `${file}/` : file;
    const paths = (await this.repositories.list(name)).filter(
      path =>
        path.startsWith(folder) &&
        (options?.filter?.(path.slice(folder.length)) ?? true),
    );
    const files = [];
    for (const path of paths) {
      files.push({
        path: path.slice(folder.length),
        data: Readable.from([await this.repositories.read(name, path)]),
      });
    }
    const tree = await this.trees.fromReadableArray(files);
    return {
      files: () => tree.files(),
      archive: () => tree.archive(),
      dir: (dirOptions?: { targetDir?: string }) => tree.dir(dirOptions),
      etag,
    };
  }

  async search(url: string, options?: UrlReaderServiceSearchOptions) {
    const { name, file } = this.parse(url);
    const etag = await this.headUnlessSeen(name, options?.etag);
    const found = (await this.repositories.list(name)).includes(file);
    return {
      etag,
      files: found
        ? [{ url, content: () => this.repositories.read(name, file) }]
        : [],
    };
  }

  toString() {
    return `demo-git{${this.repositories.baseUrl}}`;
  }

  private parse(url: string): { name: string; file: string } {
    const base = new URL(`${this.repositories.baseUrl}/`).pathname;
    const [name, ...rest] = decodeURI(new URL(url).pathname)
      .slice(base.length)
      .split('/');
    if (!name) throw new NotFoundError(`${url} names no repository.`);
    return { name, file: rest.join('/') };
  }

  private async headUnlessSeen(name: string, seen?: string): Promise<string> {
    const head = await this.repositories.head(name);
    if (seen && seen === head) throw new NotModifiedError();
    return head;
  }
}

export default createServiceFactory({
  service: urlReaderFactoriesServiceRef,
  deps: {},
  factory: () => DemoGitUrlReader.factory,
});
