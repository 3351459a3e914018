export default {
  test: {
    projects: ['node', 'happy-dom', 'jsdom'].map((environment) => ({
      test: {
        name: environment,
        environment,
        exclude: environment === 'node' ? ['counter.test.js'] : ['schema.test.js'],
      },
    })),
  },
};
