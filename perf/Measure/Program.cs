using AccessSlack.Measure;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
