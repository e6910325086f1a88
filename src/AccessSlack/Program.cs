using AccessSlack.Commands;

var (output, errors) = (StandardStream.Open(() => Console.Out), StandardStream.Open(() => Console.Error));
return await CommandLine.RunAsync(args, output, errors);
