/** The schema of the slice `school`. */
import { anything, boolean, list, ms, number, oneOf, record, string, strings } from './parts.js';

export const school = record({
  lessons: list(
    record(
      {
        id: string,
        title: string,
        content: anything,
        difficulty: number,
        prerequisites: strings,
        outcomes: strings,
        completed: boolean,
      },
      { score: number },
    ),
  ),
  progress: record(
    { completedLessons: strings, overallScore: number, strengths: strings, weaknesses: strings, lastActivity: ms },
    { currentLesson: string },
  ),
  recommendations: list(
    record({
      id: string,
      type: oneOf('lesson', 'practice', 'review'),
      content: anything,
      priority: number,
      reason: string,
      timestamp: ms,
    }),
  ),
  assessments: list(
    record({ id: string, type: string, questions: list(anything), score: number, completed: boolean, timestamp: ms }),
  ),
});
