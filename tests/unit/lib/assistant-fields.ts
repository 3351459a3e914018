/** The fields of the assistant model, written out once more from its specification. */

const FIELDS = `
  system: status version lastUpdated components
  system/components: MemoryStore LearningSystem DesignSystem UXRepository SchoolBench AssetLibrary AIDesignSuggestions
  system/components/MemoryStore: status lastActivity
  system/components/AIDesignSuggestions: status lastActivity
  user: id preferences session
  user/session: startTime lastActivity
  memory: nodes connections shortTerm longTerm lastIndexed
  memory/nodes/*: id type data connections metadata createdAt lastUpdated
  memory/nodes/*/metadata: source confidence lastUpdated tags importance accessCount
  memory/shortTerm/*: id type data connections metadata createdAt lastUpdated
  memory/longTerm/*: id type data connections metadata createdAt lastUpdated
  learning: patterns feedbackLoops knowledgeBase learningAlgorithms performance patternRecognition feedbackProcessor knowledgeSharing learningMetrics
  learning/patterns/*: id type data confidence occurrences lastSeen? sources features similarity prediction validation
  learning/patterns/*/features/*: name value weight type
  learning/patterns/*/similarity/*: patternId similarity method
  learning/patterns/*/prediction: nextValue? confidence timeframe factors
  learning/patterns/*/validation: accuracy precision recall f1Score testCases
  learning/feedbackLoops/*: id type data processed timestamp priority source target impact action
  learning/feedbackLoops/*/impact: learningRate confidenceChange patternUpdates knowledgeUpdates
  learning/feedbackLoops/*/action: type parameters executed result?
  learning/knowledgeBase/*: id type content relationships confidence lastUpdated sharing validation usage
  learning/knowledgeBase/*/sharing: isPublic sharedWith accessLevel lastShared
  learning/knowledgeBase/*/validation: verified verificationMethod verifiedBy verificationDate
  learning/knowledgeBase/*/usage: accessCount lastAccessed effectiveness userSatisfaction
  learning/learningAlgorithms/*: id type status performance lastRun configuration training evaluation hyperparameters
  learning/learningAlgorithms/*/configuration: name version description inputTypes outputTypes requirements
  learning/learningAlgorithms/*/training: isTraining progress epochs currentEpoch loss accuracy startTime estimatedCompletion
  learning/learningAlgorithms/*/evaluation: accuracy precision recall f1Score confusionMatrix? rocCurve? lastEvaluated
  learning/learningAlgorithms/*/evaluation/rocCurve/*: fpr tpr
  learning/performance: accuracy responseTime learningRate patternRecognitionRate overall byAlgorithm byPatternType trends
  learning/performance/overall: accuracy precision recall f1Score responseTime throughput errorRate
  learning/performance/byAlgorithm/*: accuracy precision recall f1Score responseTime throughput errorRate
  learning/performance/byPatternType/*: accuracy precision recall f1Score responseTime throughput errorRate
  learning/performance/trends/*: metric values trend changeRate
  learning/performance/trends/*/values/*: timestamp value
  learning/patternRecognition: active methods thresholds statistics
  learning/patternRecognition/methods/*: name type active accuracy lastUsed
  learning/patternRecognition/thresholds: confidence similarity frequency support
  learning/patternRecognition/statistics: patternsDetected falsePositives falseNegatives averageConfidence processingTime
  learning/feedbackProcessor: active queue processing rules
  learning/feedbackProcessor/queue: pending processing completed failed
  learning/feedbackProcessor/processing: isProcessing currentBatch totalProcessed averageProcessingTime
  learning/feedbackProcessor/rules/*: id condition action priority active
  learning/knowledgeSharing: active protocols permissions statistics
  learning/knowledgeSharing/protocols/*: name type active reliability
  learning/knowledgeSharing/permissions: readAccess writeAccess adminAccess restrictions
  learning/knowledgeSharing/statistics: sharedItems receivedItems successRate averageLatency
  learning/learningMetrics: overall patterns algorithms knowledge feedback
  learning/learningMetrics/patterns: byType
  learning/learningMetrics/algorithms: byType
  learning/learningMetrics/knowledge: byType
  learning/learningMetrics/feedback: byType
  design: patterns components styles assets
  design/patterns/*: id name category description usage examples confidence lastUsed
  design/components/*: id name type props variants usage lastUpdated
  design/styles: colors typography spacing breakpoints
  design/styles/colors: primary secondary neutral semantic
  design/styles/typography: fonts sizes weights
  design/styles/spacing: scale units
  design/styles/breakpoints/*: name value
  design/assets/*: id type url metadata tags usage
  design/assets/*/metadata: size format dimensions? duration?
  design/assets/*/metadata/dimensions: width height
  ux: interactions patterns insights metrics
  ux/interactions/*: id type userId timestamp data context outcome
  ux/patterns/*: id name description frequency successRate userSatisfaction lastObserved
  ux/insights/*: id type description confidence data timestamp
  ux/metrics: engagement satisfaction efficiency errorRate completionRate
  school: lessons progress recommendations assessments
  school/lessons/*: id title content difficulty prerequisites outcomes completed score?
  school/progress: completedLessons currentLesson? overallScore strengths weaknesses lastActivity
  school/recommendations/*: id type content priority reason timestamp
  school/assessments/*: id type questions score completed timestamp
  assets: assets categories tags collections
  assets/assets/*: id name type url metadata tags category collection? usage rating createdAt lastUpdated
  assets/assets/*/metadata: size format dimensions? duration?
  assets/categories/*: id name description parentCategory? assetCount
  assets/tags/*: id name usage relatedTags
  assets/collections/*: id name description assets isPublic createdAt lastUpdated
  aiSuggestions: suggestions contextAnalysis suggestionEngine recommendationHistory performance configuration
  aiSuggestions/suggestions/*: id type title description content confidence relevance priority context sources reasoning alternatives implementation feedback createdAt lastUpdated
  aiSuggestions/suggestions/*/feedback/*: userId rating comment? implemented effectiveness timestamp
  aiSuggestions/contextAnalysis/*: id contextType analysis insights confidence timestamp
  aiSuggestions/suggestionEngine: active algorithms thresholds statistics configuration
  aiSuggestions/suggestionEngine/algorithms/*: id name type active accuracy performance lastUsed configuration
  aiSuggestions/suggestionEngine/thresholds: confidence relevance similarity frequency recency
  aiSuggestions/suggestionEngine/statistics: suggestionsGenerated suggestionsAccepted suggestionsRejected averageConfidence averageRelevance processingTime byType byAlgorithm
  aiSuggestions/suggestionEngine/configuration: maxSuggestions suggestionLifetime updateInterval learningEnabled contextWeight patternWeight userPreferenceWeight
  aiSuggestions/recommendationHistory/*: id suggestionId userId action feedback? timestamp context
  aiSuggestions/recommendationHistory/*/feedback: userId rating comment? implemented effectiveness timestamp
  aiSuggestions/performance: overall byType byAlgorithm trends userSatisfaction implementationRate effectivenessRate
  aiSuggestions/performance/overall: accuracy precision recall f1Score responseTime throughput errorRate
  aiSuggestions/performance/byType/*: accuracy precision recall f1Score responseTime throughput errorRate
  aiSuggestions/performance/byAlgorithm/*: accuracy precision recall f1Score responseTime throughput errorRate
  aiSuggestions/performance/trends/*: metric values trend changeRate
  aiSuggestions/configuration: enabled autoSuggest suggestionLimit confidenceThreshold relevanceThreshold learningRate contextSensitivity personalizationLevel
`;

/** By pattern (`memory/nodes/*`): the names of the fields, those that are optional with a `?`. */
export const assistantFields: readonly (readonly [pattern: string, names: readonly string[]])[] = FIELDS.trim()
  .split('\n')
  .map((line) => {
    const [pattern = '', names = ''] = line.trim().split(': ');
    return [pattern, names.split(' ')];
  });
