using JieSuJiBan.Host.Cli;

return await CommandLine.RunAsync(args);
