/** The slice `school`: lessons and progress. Owned by `SchoolBench`. */
import type { Json } from '../../../model/types.js';
import type { Timestamp } from './shared.js';

/** Lessons, and how far they have got. */
export interface SchoolState {
  lessons: Lesson[];
  progress: {
    /** Ids of lessons. */
    completedLessons: string[];
    /** Id of a lesson. */
    currentLesson?: string;
    overallScore: number;
    strengths: string[];
    weaknesses: string[];
    lastActivity: Timestamp;
  };
  recommendations: LessonRecommendation[];
  assessments: Assessment[];
}

/** One lesson. */
export interface Lesson {
  id: string;
  title: string;
  content: Json;
  difficulty: number;
  /** Ids of lessons. */
  prerequisites: string[];
  outcomes: string[];
  completed: boolean;
  score?: number;
}

/** What to learn next, and why. */
export interface LessonRecommendation {
  id: string;
  type: 'lesson' | 'practice' | 'review';
  content: Json;
  priority: number;
  reason: string;
  timestamp: Timestamp;
}

/** A test of what was learned. */
export interface Assessment {
  id: string;
  type: string;
  questions: Json[];
  score: number;
  completed: boolean;
  timestamp: Timestamp;
}
