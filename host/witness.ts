// Notes what a run sees, and tells later whether it would see the same again. What was seen is kept as one hash: the questions say what
// there is to ask, in the order in which it was asked first.
import { createHash, type Hash } from "node:crypto";
import { bytesOf, entriesOf, exists, kindOf, type Question, realPath, type Witness, watch } from "./sight.ts";

/** What was asked, each once: the letter of the question (v: a variable of the environment), and the path or name. */
type Questions = readonly string[];

export interface Seen {
  readonly questions: Questions;
  readonly digest: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Files are hashed one behind the other; their lengths, and all other answers, behind them all. */
class Answers {
  readonly #hash: Hash = createHash("sha256");
  readonly #others: string[] = [];

  add(answer: string): void {
    this.#others.push(answer);
  }

  addBytes(bytes: Buffer): void {
    this.#hash.update(bytes);
    this.#others.push(String(bytes.length));
  }

  digest(): string {
    return this.#hash.update(JSON.stringify(this.#others)).digest("hex");
  }
}

export class Recorder implements Witness {
  readonly #answers = new Answers();
  readonly #known = new Map<string, string>();
  #isSteady = true;

  saw(question: Question | "v", path: string, answer: string): void {
    if (this.#isNew(question + path, answer)) this.#answers.add(answer);
  }

  sawBytes(path: string, bytes: Buffer): void {
    if (this.#isNew(`f${path}`, createHash("sha256").update(bytes).digest("base64"))) this.#answers.addBytes(bytes);
  }

  /** The environment as it is, with a note of each variable that is asked for. */
  environment(env: Environment): Environment {
    return new Proxy(env, {
      get: (target, name) => {
        if (typeof name !== "string") return undefined;
        this.saw("v", name, variable(target, name));
        return target[name];
      },
      ownKeys: (target) => {
        this.#isSteady = false;
        return Reflect.ownKeys(target);
      },
    });
  }

  /** What a file held that was looked into, by its absolute path; undefined where none was. */
  digestOf(path: string): string | undefined {
    return this.#known.get(`f${path}`);
  }

  /** Undefined where something changed under the eyes of the run, so that nobody could say what it saw. */
  seen(): Seen | undefined {
    return this.#isSteady ? { questions: [...this.#known.keys()], digest: this.#answers.digest() } : undefined;
  }

  #isNew(key: string, answer: string): boolean {
    const known = this.#known.get(key);
    if (known === undefined) {
      this.#known.set(key, answer);
      return true;
    }
    if (known !== answer) this.#isSteady = false;
    return false;
  }
}

const variable = (env: Environment, name: string): string => (env[name] === undefined ? "" : `=${env[name]}`);

/** Whether all that was seen is still so. */
export function isStillSo({ questions, digest }: Seen, env: Environment): boolean {
  const answers = new Answers();
  const before = watch({ saw: (_, __, answer) => answers.add(answer), sawBytes: (_, bytes) => answers.addBytes(bytes) });
  try {
    for (const question of questions) ask(question, env, answers);
  } finally {
    watch(before);
  }
  return answers.digest() === digest;
}

function ask(question: string, env: Environment, answers: Answers): void {
  const path = question.slice(1);
  try {
    switch (question[0]) {
      case "f":
        return void bytesOf(path);
      case "d":
        return void entriesOf(path);
      case "e":
        return void exists(path);
      case "r":
        return void realPath(path);
      case "k":
        return void kindOf(path);
      default:
        answers.add(variable(env, path));
    }
  } catch (error) {
    // That it cannot be opened is an answer as well, and was given.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}
