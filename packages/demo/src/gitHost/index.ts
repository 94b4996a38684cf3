export {
  type GitHost,
  type GitHostOptions,
  startGitHost,
} from './startGitHost';
