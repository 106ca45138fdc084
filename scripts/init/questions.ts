import { machineQuestions } from "./machine-questions.ts";
import type { Question } from "./question.ts";
import { serviceQuestions } from "./service-questions.ts";
import { siteQuestions } from "./site-questions.ts";

/** All of them: each may build on the answers before it. */
export const questions: readonly Question[] = [
  ...siteQuestions,
  ...machineQuestions,
  ...serviceQuestions,
];
