using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace ActivitySync.Api;

/// <summary>
/// The description of the interface, OpenAPI 3.1, made from the endpoints themselves: what they take, what they answer, and
/// an example of each that a test sends.
/// </summary>
internal static class OpenApiDocument
{
    /// <summary>Where it is served.</summary>
    public const string Route = "/openapi/{documentName}.json";

    const string Scheme = "token";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = api => api.RelativePath?.StartsWith("api/", StringComparison.Ordinal) ?? false;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            AddExamples(operation, $"{context.Description.HttpMethod} /{context.Description.RelativePath}");
            return Task.CompletedTask;
        });
    });

    static void Describe(Microsoft.OpenApi.OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "ActivitySync",
            Version = "v1",
            Description = "Daily movement targets and scores that can explain every number. Null, or a value left out, means " +
                "not known; never zero. Dates are the wearer's local dates.",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "activitysync token create makes one; the first start writes one into the data folder.",
            },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
    }

    static void AddExamples(OpenApiOperation operation, string endpoint)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (Examples.Of(endpoint, parameter.Name ?? "") is { } value)
            {
                parameter.Example = value is { Number: { } number } ? JsonValue.Create(number) : JsonValue.Create(value.Text);
                parameter.Description ??= value.Meaning;
            }
        }
        if (Examples.BodyOf(endpoint) is not { } example)
        {
            return;
        }
        if (operation.RequestBody is OpenApiRequestBody { Content.Count: > 0 } described)
        {
            foreach (var content in described.Content.Values)
            {
                content.Example = JsonNode.Parse(example);
            }
            return;
        }
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object }, Example = JsonNode.Parse(example) },
            },
        };
    }
}
