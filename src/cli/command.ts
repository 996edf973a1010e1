/** What a command may know of the world around it. */
export interface CommandContext {
  say(line: string): void;
  env: Record<string, string | undefined>;
  /** Where the operator stands; paths are meant from there, not from where the program lies. */
  cwd: string;
}

/** One command of `./stadttor`: gets what stands after its name, answers with the exit code (0 done, 1 not done, 2 not understood). */
export type Command = (args: readonly string[], context: CommandContext) => Promise<number>;
