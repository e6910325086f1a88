namespace AccessSlack.MonitoringRules.Conditions.Evaluation;

/// <summary>A function or a method. A method has a dot before its name; its receiver is the first argument.</summary>
internal sealed class Function(string name, Kind result, Kind[] parameters, Func<Arguments, Value> run)
{
    public string Name { get; } = name;

    public Kind Result { get; } = result;

    public Kind[] Parameters { get; } = parameters;

    /// <summary>The type of any number of further arguments; null if there may be none.</summary>
    public Kind? Rest { get; init; }

    public bool IsMethod => Name[0] == '.';

    /// <summary>As it is called in a sentence.</summary>
    public override string ToString() => IsMethod ? Name[1..] : Name;

    public Value Run(Arguments arguments) => run(arguments);
}
