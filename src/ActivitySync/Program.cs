using ActivitySync.Verbs;

return await CommandLine.RunAsync(args);
