using System.Reflection;
using System.Reflection.Emit;

namespace AccessSlack.Testing;

/// <summary>One type uses another; both stand for everything nested in them.</summary>
internal sealed record Use(Type From, Type To)
{
    public override string ToString() => $"{From.FullName} → {To.FullName}";
}

/// <summary>
/// Reads a compiled assembly: signatures, attributes and method bodies. What the compiler generates counts for the type
/// it was generated in. Constants leave no trace in the compiled code, so an arrow that is only a constant is not seen.
/// </summary>
internal static class TypeScanner
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly
        | BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Instance
        | BindingFlags.Static;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IReadOnlyCollection<Use> Uses(Assembly assembly) =>
        assembly
            .GetTypes()
            .SelectMany(type =>
                OfType(type).SelectMany(Flatten).Select(used => new Use(Outermost(type), Outermost(used)))
            )
            .Where(use => use.From != use.To)
            .ToHashSet();

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<Type?> OfType(Type type)
    {
        var members = type.GetMembers(Declared);
        return
        [
            type.BaseType,
            .. type.GetInterfaces(),
            .. type.GetGenericArguments(),
            .. Attributes(type),
            .. members.SelectMany(Attributes),
            .. members.OfType<FieldInfo>().Select(field => field.FieldType),
            .. members.OfType<MethodBase>().SelectMany(method => Signature(method).Concat(Body(method))),
        ];
    }

    private static IEnumerable<Type?> Attributes(MemberInfo member) =>
        member
            .GetCustomAttributesData()
            .SelectMany(attribute =>
                attribute
                    .ConstructorArguments.Select(argument => argument.Value as Type)
                    .Append(attribute.AttributeType)
            );

    private static IEnumerable<Type?> Signature(MethodBase method) =>
    [
        (method as MethodInfo)?.ReturnType,
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. GenericArguments(method),
    ];

    private static IEnumerable<Type?> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) return [];
        return
        [
            .. body.LocalVariables.Select(local => local.LocalType),
            .. body
                .ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType),
            .. Tokens(body.GetILAsByteArray()!).SelectMany(token => OfToken(method, token)),
        ];
    }

    private static IEnumerable<Type?> OfToken(MethodBase method, int token) =>
        method.Module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), GenericArguments(method)) switch
        {
            Type type => [type],
            FieldInfo field => [field.DeclaringType, field.FieldType],
            MethodBase called => [called.DeclaringType, .. Signature(called)],
            _ => [],
        };

    private static Type[] GenericArguments(MethodBase method) =>
        method.IsGenericMethod ? method.GetGenericArguments() : [];

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            // Two-byte instructions begin with 0xFE.
            var value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            var instruction = OpCodesByValue[value];
            at += instruction.Size;
            if (
                instruction.OperandType
                is OperandType.InlineMethod
                    or OperandType.InlineField
                    or OperandType.InlineType
                    or OperandType.InlineTok
            )
                yield return BitConverter.ToInt32(code, at);
            at += OperandSize(instruction.OperandType, code, at);
        }
    }

    private static int OperandSize(OperandType type, byte[] code, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
        _ => 4,
    };

    /// <summary>The named types that a type is built of.</summary>
    private static IEnumerable<Type> Flatten(Type? type)
    {
        if (type is null || type.IsFunctionPointer) return [];
        if (type.IsGenericParameter)
            return type.GetGenericParameterConstraints()
                .Where(constraint => !constraint.ContainsGenericParameters)
                .SelectMany(Flatten);
        if (type.HasElementType) return Flatten(type.GetElementType());
        if (!type.IsGenericType) return [type];
        return type.GetGenericArguments().SelectMany(Flatten).Append(type.GetGenericTypeDefinition());
    }
}
